"""An intake knows the one sent before it, and which of its answers were found still true."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0009_links_closed_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="intake",
            name="earlier",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="later",
                to="patients.intake",
            ),
        ),
        migrations.AddField(
            model_name="intakestep",
            name="confirmed",
            field=models.JSONField(default=list),
        ),
    ]
