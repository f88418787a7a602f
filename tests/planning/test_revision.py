"""A rule that changes any answer of the case book raises the revision of the rules."""

from consultations.planning.book import OWN
from consultations.planning.protocol import RULES_REVISION
from tests.planning.answers import answers, kept, traces

TO_DO = (
    "The rules or numbers answer these cases otherwise than revision {revision} did: {cases}. If that is meant, raise "
    "RULES_REVISION in consultations/planning/protocol.py, then run python -m tests.planning.answers"
)


def test_answers_change_only_with_the_revision() -> None:
    told, now = kept(), dict(answers())
    other = [case for case in now if told["answers"].get(case) != now[case]]
    assert not other, TO_DO.format(revision=told["revision"], cases=", ".join(other))
    assert told["answers"].keys() == now.keys()
    assert told["revision"] == RULES_REVISION
    assert OWN.version.startswith(f"2026-11.{RULES_REVISION}+")


def test_every_number_is_come_to_and_told_as_before() -> None:
    told, now = kept()["traces"], dict(traces())
    other = [case for case in now if told.get(case) != now[case]]
    assert not other, f"If the other trace is meant, run python -m tests.planning.answers: {', '.join(other)}"
    assert told.keys() == now.keys()
