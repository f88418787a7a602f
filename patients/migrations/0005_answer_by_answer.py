"""A version and a history for each answer; a step is done only as a whole, as all are that were saved until now."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("patients", "0004_scar_on_the_map"),
    ]

    operations = [
        migrations.AddField("intake", "saves", models.PositiveIntegerField(default=0)),
        migrations.AddField("intake", "saves_since", models.DateTimeField(null=True)),
        migrations.AddField("intakestep", "versions", models.JSONField(default=dict)),
        # the rows that exist were saved whole; those to come say so themselves
        migrations.AddField("intakestep", "is_done", models.BooleanField(default=True)),
        migrations.AlterField("intakestep", "is_done", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="AnswerChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("about", "About you"),
                            ("wishes", "What you would like"),
                            ("loss", "Hair pattern"),
                            ("hair", "Hair and skin"),
                            ("scars", "Scars"),
                            ("treatment", "Treatment so far"),
                            ("health", "Health"),
                            ("photos", "Photos"),
                        ],
                        max_length=10,
                    ),
                ),
                ("question", models.CharField(max_length=40)),
                ("value", models.JSONField(null=True)),
                ("before", models.JSONField(null=True)),
                ("version", models.PositiveIntegerField()),
                ("saved_at", models.DateTimeField()),
                ("form_key", models.UUIDField(null=True)),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="patients.intake"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("intake", "step", "question", "version"), name="one_change_a_version"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("form_key__isnull", False)),
                        fields=("intake", "form_key", "question"),
                        name="an_answer_sent_twice_counts_once",
                    ),
                ],
            },
        ),
    ]
