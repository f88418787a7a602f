"""The hair pattern is stored as it was answered: the picture chosen, and the second one for a parting."""

from django.db import migrations

DERIVED = ("pattern_kind", "scale", "grade")


def as_answered(answers):
    """The answers with the two questions in place of what had been derived from them."""
    kind = answers.get("pattern_kind") or answers.get("scale") or ("norwood" if answers.get("grade") else "")
    rest = {key: value for key, value in answers.items() if key not in DERIVED}
    if not kind:
        return rest
    if kind == "ludwig":
        return {"pattern": "parting", "ludwig": answers.get("grade", "")} | rest
    return {"pattern": {"norwood": answers.get("grade", ""), "patches": "patches"}.get(kind, "")} | rest


def as_derived(answers):
    """The other way: kind, scale and grade in place of the two questions."""
    rest = {key: value for key, value in answers.items() if key not in ("pattern", "ludwig")}
    pattern = answers.get("pattern")
    if pattern is None:
        return rest
    if pattern == "parting":
        return {"pattern_kind": "ludwig", "scale": "ludwig", "grade": answers.get("ludwig", "")} | rest
    if pattern in ("", "patches"):
        return {"pattern_kind": pattern or "unsure"} | rest
    return {"pattern_kind": "norwood", "scale": "norwood", "grade": pattern} | rest


def rewrite(apps, change):
    steps = apps.get_model("patients", "IntakeStep").objects.filter(step="loss")
    for row in steps.only("pk", "answers").iterator():
        steps.filter(pk=row.pk).update(answers=change(row.answers))


def forwards(apps, schema_editor):
    rewrite(apps, as_answered)


def backwards(apps, schema_editor):
    rewrite(apps, as_derived)


class Migration(migrations.Migration):
    dependencies = [("patients", "0005_answer_by_answer")]

    operations = [migrations.RunPython(forwards, backwards)]
