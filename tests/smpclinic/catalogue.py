"""Which words are for patients, and where they stand: read from the sources themselves."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils import translation
from django.utils.translation.template import templatize

from consultations import words
from consultations.planning import recommendation
from consultations.planning.words import SENTENCES

HOUSE = Path(__file__).resolve().parent.parent.parent
# What a patient reads on a page, in a message or on paper. A new page for patients is added here.
FOR_PATIENTS = (
    "templates/base.html",
    "templates/base_patient.html",
    "templates/400.html",
    "templates/403_csrf.html",
    "templates/413.html",
    "templates/refused.html",
    "templates/bootstrap5/*.html",
    "templates/components/banner.html",
    "templates/components/continue_bar.html",
    "templates/components/form/*.html",
    "templates/components/languages.html",
    "templates/components/messages.html",
    "templates/components/saved_note.html",
    "templates/components/step*.html",
    "templates/components/summary_list.html",
    "templates/consultations/consent/_on_plan.html",
    "templates/consultations/consent/_read.html",
    "templates/consultations/consent/_withdraw.html",
    "templates/consultations/consent/_words.html",
    "templates/consultations/consent/own*.html",
    "templates/consultations/consent/sign.html",
    "templates/consultations/plan/link_*.html",
    "templates/consultations/plan/patient.html",
    "templates/consultations/quote/_cover.html",
    "templates/consultations/quote/_lines.html",
    "templates/consultations/quote/_patient.html",
    "templates/mail/*.txt",
    "templates/text/*.txt",
    "templates/messages/stop.html",
    "templates/patients/_two_values.html",
    "templates/patients/intake/*.html",
    "templates/patients/link/*.html",
    "consultations/answer_policies.py",
    "consultations/consent_policies.py",
    "consultations/exports/consent_for_patient.py",
    "consultations/exports/plan_for_patient.py",
    "consultations/exports/quote_for_patient.py",
    "consultations/forms/quote_answer.py",
    "consultations/forms/signature.py",
    "consultations/figures.py",
    "consultations/money.py",
    "consultations/services/letters.py",
    "consultations/views/consent_links.py",
    "consultations/views/plan_links.py",
    "consultations/views/quote_links.py",
    "patients/forms/intake/*.py",
    "patients/forms/link.py",
    "patients/forms/phone.py",
    "patients/forms/photo.py",
    "patients/forms/scar.py",
    "patients/forms/text.py",
    "patients/forms/words.py",
    "patients/models/consent.py",
    "patients/models/link.py",
    "patients/questions/*.py",
    "patients/services/answers.py",
    "patients/services/decoding.py",
    "patients/services/intakes.py",
    "patients/services/scars.py",
    "patients/views/own_*.py",
    "patients/views/photo_step.py",
    "patients/views/scarmap.py",
    "patients/views/scars.py",
    "patients/views/steps.py",
    "patients/views/uploads.py",
    "smpclinic/web/fields.py",
    "smpclinic/web/plain.py",
    "smpclinic/web/sentences.py",
    "smpclinic/web/templatetags/form_parts.py",
)
# Parts of those folders that only staff see.
FOR_STAFF = (
    "templates/patients/intake/_begin.html",
    "templates/patients/intake/_desk_head.html",
    "templates/patients/intake/_links.html",
    "templates/patients/intake/tab.html",
    "templates/patients/link/show.html",
)
# Words that a patient's page writes into the record for staff to read, so they stay as they are.
WRITTEN_FOR_STAFF = {"by the patient, through the link", "unticked in the intake"}
CALLS = {
    **dict.fromkeys(("_", "__", "gettext", "gettext_lazy"), (0,)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (0,)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (0, 1)),
}
LITERAL = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
IN_TEMPLATE = re.compile(rf"\b(_|gettext|ngettext|pgettext)\(({LITERAL})(?:,\s*({LITERAL}))?")


@cache
def sources() -> list[Path]:
    """The files whose words are for patients."""
    staff = {HOUSE / name for name in FOR_STAFF}
    return sorted({path for name in FOR_PATIENTS for path in HOUSE.glob(name)} - staff)


def key(context: str, text: str) -> str:
    return f"{context}\x04{text}" if context else text


def words_of(path: Path) -> Iterator[str]:
    """The texts that a file hands to translators, with their context in front where they have one."""
    yield from in_python(path.read_text()) if path.suffix == ".py" else in_template(path.read_text())


def in_python(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            given = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if given:
                yield key(given[0], given[1]) if node.func.id.startswith("pgettext") else given[0]


def in_template(source: str) -> Iterator[str]:
    for name, first, second in IN_TEMPLATE.findall(templatize(source)):
        text = ast.literal_eval(first)
        yield key(text, ast.literal_eval(second)) if name == "pgettext" else text


@cache
def for_patients() -> set[str]:
    """Every text that a patient may read: from the files, the engine's plain sentences, and the options by name."""
    found = {text for path in sources() for text in words_of(path)}
    found |= {sentence.plain for sentence in SENTENCES.values()} | {recommendation.DECISION}
    with translation.override("en-gb"):
        for table in (words.FOR_PATIENT, words.EXPLAINED, words.ITEM, words.HOW, words.ZONE):
            found |= {str(value) for value in table.values()}
    return {text for text in found if re.search(r"[^\W\d_]{2,}", text)} - WRITTEN_FOR_STAFF
