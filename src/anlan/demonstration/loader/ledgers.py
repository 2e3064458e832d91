"""Rows of the ledgers of the sector packs, and the duties of the running periods."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from anlan.demonstration.loader.book import Book
from anlan.kernel.actor import Actor
from anlan.supervision.enterprises.public import list_enterprises
from anlan.supervision.ledgers.contracts import FieldInfo, LedgerInfo
from anlan.supervision.ledgers.public import (
    bind_departments,
    fill_ledgers,
    list_ledgers,
    make_duties,
)

#: Rows of each ledger; enough to see lists, clocks and statistics.
ROWS = 6


def write_ledgers(book: Book) -> None:
    """Bind the packs to the county's departments, fill their ledgers, make the duties."""
    bind_departments()
    chance = random.Random(f"{book.county.seed}:ledgers")
    places = _places(book.actor)
    rows = {}
    for ledger in list_ledgers():
        own = [p for p in places if p.sector in ledger.sectors] or places
        rows[ledger.id] = [_row(ledger, own, number, book, chance) for number in range(1, ROWS + 1)]
    book.counts["ledgers.LedgerRow"] += len(fill_ledgers(rows=rows, actor=book.actor))
    book.counts["ledgers.CadenceOccurrence"] = make_duties(on=book.today)


def _places(actor: Actor) -> Sequence[Any]:
    """The enterprises of the county that have a place, by key."""
    return [e for e in list_enterprises(actor) if e.longitude is not None]


def _row(
    ledger: LedgerInfo, places: Sequence[Any], number: int, book: Book, chance: random.Random
) -> dict[str, Any]:
    place = places[(ledger.id + number) % len(places)]
    found: dict[str, Any] = {}
    for field in ledger.fields:
        value = _value(field, place, number, book, chance)
        if value is not None:
            found[field.key] = value
    return found


def _value(field: FieldInfo, place: Any, number: int, book: Book, chance: random.Random) -> Any:
    """Invent a value by the kind of the field, visibly a demonstration."""
    match field.kind:
        case "number":
            low = int(field.minimum or 0)
            high = field.maximum if field.maximum is not None else low + 90
            return chance.randint(low, max(low, int(high)))
        case "date":
            return (book.today + timedelta(days=chance.randint(-45, 240))).isoformat()
        case "choice":
            return chance.choice(field.options)
        case "yes_no":
            return chance.random() < 0.6
        case "person":
            return f"演示人员{number:02d}"
        case "phone":
            return f"0000-0000{number:04d}"
        case "enterprise":
            return place.id
        case "region":
            return place.region_code
        case "place":
            return {
                "name": place.short_name,
                "longitude": place.longitude + chance.uniform(-0.004, 0.004),
                "latitude": place.latitude + chance.uniform(-0.004, 0.004),
            }
        case "file":
            return None
        case "chemical":
            return chance.choice(sorted(book.chemicals.values()))
        case _:
            return f"演示{field.label}{number}"
