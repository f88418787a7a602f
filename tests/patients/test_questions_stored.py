"""Answers stored before the questions were data are read as they were given, and can go back."""

from importlib import import_module

import pytest
from django.apps import apps

from patients.models import IntakeStep
from patients.models.intake import Step
from tests.factories import IntakeStepFactory

MIGRATION = import_module("patients.migrations.0006_pattern_as_answered")
BEFORE_AND_AFTER = [
    (
        {"pattern_kind": "norwood", "scale": "norwood", "grade": "III-vertex", "between": "IV", "progressing": "yes"},
        {"pattern": "III-vertex", "between": "IV", "progressing": "yes"},
    ),
    (
        {"pattern_kind": "ludwig", "scale": "ludwig", "grade": "II", "zones": ["parting"]},
        {"pattern": "parting", "ludwig": "II", "zones": ["parting"]},
    ),
    ({"pattern_kind": "ludwig", "scale": "ludwig", "grade": ""}, {"pattern": "parting", "ludwig": ""}),
    ({"pattern_kind": "patches", "zones": ["crown"]}, {"pattern": "patches", "zones": ["crown"]}),
    ({"pattern_kind": "unsure"}, {"pattern": ""}),
    ({"progressing": "no"}, {"progressing": "no"}),
    ({}, {}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), BEFORE_AND_AFTER)
def test_the_pattern_goes_over_and_comes_back(before, after):
    row = IntakeStepFactory.create(step=Step.LOSS, answers=before)
    other = IntakeStepFactory.create(intake=row.intake, step=Step.HAIR, answers={"colour": "red"})
    MIGRATION.forwards(apps, None)
    assert IntakeStep.objects.get(pk=row.pk).answers == after
    assert IntakeStep.objects.get(pk=other.pk).answers == {"colour": "red"}
    MIGRATION.backwards(apps, None)
    assert IntakeStep.objects.get(pk=row.pk).answers == before


def test_a_grade_without_its_kind_is_one_of_the_first_row():
    assert MIGRATION.as_answered({"grade": "IV"}) == {"pattern": "IV"}
    assert MIGRATION.as_answered({"scale": "ludwig", "grade": "I"}) == {"pattern": "parting", "ludwig": "I"}
