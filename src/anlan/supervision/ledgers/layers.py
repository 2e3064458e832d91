"""Rows of ledgers that have a place, on the one map; from a ledger's list only its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.layers import Fact, MapLayer, register_layers
from anlan.supervision.ledgers.services.kinds import words


def _narrow(rows: Any) -> Any:
    return rows.filter(ledger__is_retired=False)


def _facts(row: Any, actor: Actor) -> Iterable[Fact]:
    yield pgettext_lazy("sector pack", "ledger"), row.ledger.name
    yield _("region"), row.region
    if row.due_on:
        yield _("due on"), row.due_on
    shown = ("text", "number", "date", "choice", "yes_no")
    for field in row.ledger.fields.all():
        if field.is_retired or field.is_sensitive or field.kind not in shown:
            continue
        if text := words(field.kind, row.values.get(field.key), field.unit):
            yield field.label, text


register_layers(
    MapLayer(
        id="ledger_rows",
        title=_("Places of ledgers"),
        group=_("Risk"),
        model="ledgers.LedgerRow",
        properties={"name": "title", "kind": "ledger__name"},
        narrow=_narrow,
        facts=_facts,
        icon="point",
        min_zoom=9,
        is_shown=False,
        order=80,
    )
)
