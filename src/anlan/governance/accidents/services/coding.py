"""From the old types to the new: what is certain by itself, what a person must decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from anlan.base.audit.public import Act, audit_many
from anlan.governance.accidents.choices import CodedBy, Edition
from anlan.governance.accidents.events import YearlyFigureChanged
from anlan.governance.accidents.models import Accident, AccidentType, TypeMapping
from anlan.governance.accidents.permissions import CONFIRM
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import update_rows
from anlan.kernel.events import emit
from anlan.kernel.policy import require_permission, visible


@dataclass(frozen=True, slots=True)
class Recoding:
    """What an automatic coding did: how many got their type, how many wait for a person."""

    coded: int
    waiting: int


def certain_types() -> dict[int, int]:
    """Return old type → new type where only one fits."""
    found: dict[int, list[int]] = {}
    for old, new in TypeMapping.objects.values_list("old_id", "new_id"):
        found.setdefault(old, []).append(new)
    return {old: new[0] for old, new in found.items() if len(new) == 1}


def single_new_type(old_kind_id: int) -> int | None:
    """Return the new type an old one leads to, None when a person must decide."""
    return certain_types().get(old_kind_id)


def choices_for(old_kind_id: int | None) -> list[tuple[AccidentType, str]]:
    """Return the new types an old one may lead to, each with its condition; all without one."""
    if old_kind_id is None:
        rows = AccidentType.objects.filter(edition=Edition.NEW)
        return [(row, row.note) for row in rows]
    return [
        (row.new, row.condition)
        for row in TypeMapping.objects.filter(old_id=old_kind_id).select_related("new")
    ]


@transaction.atomic
def recode_history(*, actor: Actor) -> Recoding:
    """Give every accident that has only an old type its new one where only one fits."""
    require_permission(actor, CONFIRM)
    certain = certain_types()
    rows = list(
        visible(Accident, actor)
        .filter(kind__isnull=True, old_kind__isnull=False)
        .select_for_update(of=("self",))
    )
    coded = [row for row in rows if row.old_kind_id in certain]
    for row in coded:
        assert row.old_kind_id is not None
        row.kind_id, row.coded_by = certain[row.old_kind_id], CodedBy.MAPPING
    update_rows(coded, ["kind", "coded_by"])
    _tell(coded, actor)
    return Recoding(len(coded), len(rows) - len(coded))


def _tell(coded: Iterable[Accident], actor: Actor) -> None:
    rows = list(coded)
    if not rows:
        return
    audit_many(
        actor,
        "accidents.history.coded",
        [Act(row, after={"kind": row.kind_id}) for row in rows],
    )
    emit(YearlyFigureChanged(kind="types", row_id=0), actor)
