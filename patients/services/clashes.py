"""What a service raises when somebody else has saved in the meantime."""

from collections.abc import Sequence
from typing import Any

from smpclinic.accounts.access import Refused


class Clash(Refused):
    """The row has moved on since the form was shown; `current` is the row as it stands now."""

    def __init__(self, reason: str, current: Any) -> None:
        super().__init__(reason)
        self.current = current


class AnswersClash(Clash):
    """Two people gave different answers to these questions; `kept` is what else the two of them said, and mine here."""

    def __init__(self, reason: str, current: Any, questions: Sequence[str], kept: dict[str, Any]) -> None:
        super().__init__(reason, current)
        self.questions = list(questions)
        self.kept = kept
