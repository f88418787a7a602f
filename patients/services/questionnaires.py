"""Keeping the questions as they stand when an intake is sent."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language

from patients.models import Questionnaire
from patients.questions import snapshot


@transaction.atomic
def kept(*, now: datetime) -> Questionnaire:
    """The questions in the language that is active now, as a row; the one that says the same when there is one."""
    language = get_language() or ""
    content = snapshot.taken(language)
    found: Questionnaire
    found, _is_new = Questionnaire.objects.get_or_create(
        digest=snapshot.digest(content),
        defaults={"version": content["version"], "language": language, "content": content, "kept_at": now},
    )
    return found
