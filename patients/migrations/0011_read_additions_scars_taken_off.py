"""An addition knows who has read it; a scar taken off the list stays, so that it can be put back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("patients", "0010_last_time_asked_again"),
    ]

    operations = [
        migrations.AddField(
            model_name="addition",
            name="read_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="addition",
            name="read_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scar",
            name="removed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
