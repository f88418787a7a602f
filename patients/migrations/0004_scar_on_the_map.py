"""A scar knows where it was drawn, and keeps what was typed, drawn and measured apart."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("patients", "0003_links_codes_additions"),
    ]
    operations = [
        migrations.AddField(
            model_name="scar",
            name="drawing",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scar",
            name="drawn_error_mm",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scar",
            name="drawn_mm",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scar",
            name="form_key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="scar",
            name="head_mm",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="head circumference"),
        ),
        migrations.AddField(
            model_name="scar",
            name="measured_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scar",
            name="measured_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scar",
            name="measured_mm",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scar",
            name="points",
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scar",
            name="treated_before",
            field=models.BooleanField(blank=True, null=True, verbose_name="treated before"),
        ),
        migrations.AddField(
            model_name="scar",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="scar",
            name="view",
            field=models.CharField(blank=True, db_default="", default="", max_length=8),
        ),
        migrations.AddConstraint(
            model_name="scar",
            constraint=models.UniqueConstraint(
                fields=("patient", "form_key"), name="a_form_makes_one_scar_of_a_patient"
            ),
        ),
        migrations.AddConstraint(
            model_name="scar",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("measured_at__isnull", True), ("measured_by__isnull", True), ("measured_mm__isnull", True)
                    ),
                    models.Q(
                        ("measured_at__isnull", False), ("measured_by__isnull", False), ("measured_mm__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="a_measured_scar_has_its_doctor_and_time",
            ),
        ),
    ]
