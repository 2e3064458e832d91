"""Lets migrations that only add draw one model at a time, not all that are related to it.

For each table, column or index that a migration adds, Django renders every model related to the
one that changes, directly or through others. All our models know accounts and organisations, so
each of hundreds of tables rendered hundreds of models: most of the time of a first start. To add
something to a table, its own model is enough. What the others do not see then is made good before
anything that looks: Django renders the whole registry for a data migration when the state is marked
as delayed, and here it is rendered before a migration that alters, renames or removes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

#: These look at nothing but the table they add to; data migrations ask for all models themselves.
ADDING: tuple[type[Operation], ...] = (
    operations.CreateModel,
    operations.AddField,
    operations.AddIndex,
    operations.AddConstraint,
    operations.RemoveIndex,
    operations.RemoveConstraint,
    operations.AlterModelOptions,
    operations.AlterModelManagers,
    operations.RunPython,
    operations.RunSQL,
)


def only_adds(operation: Operation) -> bool:
    """Tell whether an operation looks at its own table alone.

    To alter a column others may point at, Django needs their models; other columns have none.
    """
    if isinstance(operation, operations.AlterField):
        return not (operation.field.primary_key or operation.field.unique)
    return isinstance(operation, ADDING)


@contextmanager
def quick_states() -> Iterator[None]:
    """Apply migrations so; within this context only."""
    apply = Migration.apply

    def find_one(
        state: ProjectState, app_label: str, model_name: str, delay: bool = False
    ) -> set[tuple[str, str]]:
        """Name the changed model alone, and remember that the others are behind."""
        state.is_delayed = True
        return {(app_label, model_name.lower())}

    def apply_quickly(
        migration: Migration, project_state: ProjectState, *arguments: Any, **options: Any
    ) -> ProjectState:
        """Draw single models while this migration only adds, all of them otherwise."""
        if all(only_adds(operation) for operation in migration.operations):
            with patch.object(ProjectState, "_find_reload_model", find_one):
                return apply(migration, project_state, *arguments, **options)
        project_state.clear_delayed_apps_cache()
        return apply(migration, project_state, *arguments, **options)

    with patch.object(Migration, "apply", apply_quickly):
        yield
