"""Tables that come with the platform: read from ``data``, and brought up to date in the database.

A table of some hundred rows is read in one statement and only what differs is written, so that
loading it again, as every start does, writes nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

from django.db.models import Field, Model

from anlan.kernel import clock
from anlan.kernel.bulk import insert_rows, update_rows

M = TypeVar("M", bound=Model)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the lines of a table by the names in its first line; remarks (``#``) are left out."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def bring_up_to_date(
    model: type[M],
    rows: Iterable[Mapping[str, Any]],
    *,
    key: tuple[str, ...] = ("code",),
    once: Iterable[str] = (),
    stays: Callable[[M], bool] = lambda _row: False,
    finish: Callable[[M], object] = lambda _row: None,
) -> list[M]:
    """Add the rows that are new, change those that differ, and return them all in their order.

    ``key`` names the fields a row is known by. Those of ``once`` are written with a new row only:
    afterwards they are an officer's. A known row that ``stays`` is left as it is. ``finish`` works
    out what follows from the other fields, such as the text searched in. Rows must have all the
    same fields; of two rows with one key the last holds.
    """
    wanted = {tuple(_plain(row[name]) for name in key): row for row in rows}
    if not wanted:
        return []
    columns = [cast("Field[Any, Any]", model._meta.get_field(name)).attname for name in key]
    known = {
        tuple(getattr(row, column) for column in columns): row
        for row in model._default_manager.filter(**{f"{columns[0]}__in": {k[0] for k in wanted}})
    }
    written_once = set(once)
    new: list[M] = []
    changed: list[M] = []
    fields: set[str] = set()
    for place, row in wanted.items():
        found = known.get(place)
        if found is None:
            known[place] = found = model(**row)
            finish(found)
            new.append(found)
        elif not stays(found):
            before = dict(vars(found))
            for name in row.keys() - written_once:
                setattr(found, name, row[name])
            finish(found)
            if differing := _differing(found, before):
                changed.append(found)
                fields |= differing
    if changed:
        if any(field.name == "updated_at" for field in model._meta.fields):
            for found in changed:
                found.updated_at = clock.now()  # type: ignore[attr-defined]
            fields.add("updated_at")
        update_rows(changed, sorted(fields))
    insert_rows(model, new)
    return [known[place] for place in wanted]


def _differing(row: Model, before: Mapping[str, Any]) -> set[str]:
    """Return the names of the fields that do not hold what they held."""
    return {
        field.name
        for field in row._meta.concrete_fields
        if getattr(row, field.attname) != before.get(field.attname)
    }


def _plain(value: Any) -> Any:
    """Return what the database keeps of a value of a key."""
    return value.pk if isinstance(value, Model) else value
