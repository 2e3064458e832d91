"""Migrations drawn one model at a time make the tables and the models that Django's own make."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from anlan.kernel.quick_states import only_adds, quick_states

pytestmark = pytest.mark.django_db

TABLE = models.BigAutoField(primary_key=True)


def migration(*operations):
    found = migrations.Migration("0001", "quickly")
    found.operations = list(operations)
    return found


def table(noun, **fields):
    return migrations.CreateModel(noun, [("id", TABLE.clone()), *fields.items()])


def apply(state, *operations):
    with connection.schema_editor() as editor:
        return migration(*operations).apply(state, editor)


@pytest.fixture
def state():
    """Two related tables, made quickly, of an app that exists only here."""
    with quick_states():
        began = ProjectState()
        assert began.apps  # what Django does before the first migration
        return apply(
            began,
            table("Village", name=models.CharField(max_length=20)),
            table(
                "Household",
                village=models.ForeignKey("quickly.Village", models.CASCADE),
                name=models.CharField(max_length=20),
            ),
            migrations.AddField(
                "Village", "households_told", models.PositiveIntegerField(default=0)
            ),
            migrations.AddIndex("Village", models.Index(fields=["name"], name="village_name")),
        )


def columns(name):
    with connection.cursor() as cursor:
        return {
            column.name for column in connection.introspection.get_table_description(cursor, name)
        }


def test_a_data_migration_sees_both_sides_of_a_relation(state):
    seen = []

    def fill(apps, _editor):
        village = apps.get_model("quickly", "Village").objects.create(name="上坝村")
        apps.get_model("quickly", "Household").objects.create(village=village, name="示例户")
        seen.extend(village.household_set.values_list("name", "village__households_told"))

    with quick_states():
        apply(state, migrations.RunPython(fill))

    assert seen == [("示例户", 0)]


def test_a_renamed_table_takes_those_that_point_to_it_along(state):
    with quick_states():
        later = apply(state, migrations.RenameModel("Village", "Hamlet"))

    household = later.apps.get_model("quickly", "Household")
    assert household._meta.get_field("village").related_model._meta.db_table == "quickly_hamlet"
    with connection.cursor() as cursor:
        points = connection.introspection.get_relations(cursor, "quickly_household")
    assert points["village_id"][:2] == ("id", "quickly_hamlet")
    assert "households_told" in columns("quickly_hamlet")


def test_only_the_changed_model_is_drawn_anew(state):
    before = state.apps.get_model("quickly", "Household")

    with quick_states():
        later = apply(
            state,
            migrations.AddField("Village", "note", models.CharField(max_length=9, default="")),
        )

    assert later.apps.get_model("quickly", "Household") is before
    assert later.is_delayed  # so that the next data migration draws all
    assert "note" in columns("quickly_village")


@pytest.mark.parametrize(
    ("operation", "quick"),
    [
        (migrations.AlterField("A", "note", models.TextField()), True),
        (migrations.AlterField("A", "id", models.BigIntegerField(primary_key=True)), False),
        (migrations.AlterField("A", "code", models.CharField(max_length=9, unique=True)), False),
        (migrations.RemoveField("A", "note"), False),
        (migrations.DeleteModel("A"), False),
        (migrations.RenameField("A", "note", "remark"), False),
    ],
)
def test_what_others_may_point_at_is_altered_as_django_does(operation, quick):
    assert only_adds(operation) is quick
