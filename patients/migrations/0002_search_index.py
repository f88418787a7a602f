"""PostgreSQL finds parts of a name or a number through trigrams; SQLite, at a small clinic's size, does without."""

from typing import Any

from django.db import migrations

INDEXES = {"patients_by_part_of_name": "search_name", "patients_by_part_of_mobile": "mobile"}


def add_indexes(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for name, column in INDEXES.items():
        # Without fastupdate: rows waiting in the pending list would make every search read them all.
        schema_editor.execute(
            f"CREATE INDEX {name} ON patients_patient USING gin ({column} gin_trgm_ops) WITH (fastupdate = off)"
        )


def drop_indexes(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial")]
    operations = [migrations.RunPython(add_indexes, drop_indexes)]
