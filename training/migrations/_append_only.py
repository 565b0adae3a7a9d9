"""The database itself refuses to change or delete a row of the training file, except sample rows.

On SQLite altering a table makes a new one and its triggers are lost: a migration that alters TrainingRecord runs
`guard` again at its end. A test looks for the triggers after all migrations.
"""

from __future__ import annotations

TABLE = "training_trainingrecord"
WORDS = "training records are only added"

SQLITE = [
    f"DROP TRIGGER IF EXISTS {TABLE}_no_{{verb}}",
    f"CREATE TRIGGER {TABLE}_no_{{verb}} BEFORE {{verb}} ON {TABLE} FOR EACH ROW WHEN OLD.is_sample = 0 "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
]
POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION {TABLE}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"DROP TRIGGER IF EXISTS {TABLE}_append_only ON {TABLE}",
    f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW "
    f"WHEN (NOT OLD.is_sample) EXECUTE FUNCTION {TABLE}_append_only()",
]
GONE = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}" for verb in ("update", "delete")],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS {TABLE}_append_only ON {TABLE}",
        f"DROP FUNCTION IF EXISTS {TABLE}_append_only()",
    ],
}


def statements(vendor):
    if vendor == "sqlite":
        return [line.format(verb=verb) for verb in ("update", "delete") for line in SQLITE]
    return POSTGRESQL if vendor == "postgresql" else []


def guard(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    for statement in GONE.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement, params=None)
