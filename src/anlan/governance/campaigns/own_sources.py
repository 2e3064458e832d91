"""What the platform itself fills into report forms: lists, tasks, and the measured indicators."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.governance.campaigns.choices import EntryLevel, EntryState, ListKind
from anlan.governance.campaigns.models import ListEntry
from anlan.governance.campaigns.sources import (
    Asked,
    FormSource,
    register_catalogue,
    register_source,
)
from anlan.governance.commitments.public import keeping
from anlan.governance.indicators.public import Measure, all_measures, find_measure
from anlan.kernel.actor import Actor, system_actor

_MEASURE = "indicator:"


def _entries(asked: Asked) -> QuerySet[ListEntry]:
    """Problems of the unit, of the form's campaign when it has one."""
    rows = ListEntry.objects.filter(unit_id=asked.unit_id, kind=ListKind.PROBLEM)
    rows = rows.exclude(state=EntryState.DROPPED)
    return rows.filter(campaign_id=asked.campaign_id) if asked.campaign_id else rows


def _count(rows: QuerySet[ListEntry]) -> Decimal:
    return Decimal(rows.count())


def listed(_actor: Actor, asked: Asked) -> Decimal:
    """Problems put on the list in the period."""
    return _count(_entries(asked).filter(listed_on__range=(asked.since, asked.until)))


def listed_major(_actor: Actor, asked: Asked) -> Decimal:
    """Major ones of them."""
    rows = _entries(asked).filter(listed_on__range=(asked.since, asked.until))
    return _count(rows.filter(level=EntryLevel.MAJOR))


def cleared(_actor: Actor, asked: Asked) -> Decimal:
    """Problems cleared in the period."""
    return _count(_entries(asked).filter(cleared_on__range=(asked.since, asked.until)))


def standing_open(_actor: Actor, asked: Asked) -> Decimal:
    """Problems not cleared on the last day."""
    rows = _entries(asked).filter(listed_on__lte=asked.until)
    return _count(rows.filter(Q(cleared_on__isnull=True) | Q(cleared_on__gt=asked.until)))


def overdue(_actor: Actor, asked: Asked) -> Decimal:
    """Problems overdue on the last day."""
    rows = _entries(asked).filter(due_on__lt=asked.until)
    return _count(rows.filter(Q(cleared_on__isnull=True) | Q(cleared_on__gt=asked.until)))


def in_time(_actor: Actor, asked: Asked) -> Decimal:
    """Problems due in the period that were cleared in time."""
    rows = _entries(asked).filter(due_on__range=(asked.since, asked.until))
    return _count(rows.filter(cleared_on__lte=F("due_on")))


def _keeping(asked: Asked, name: str) -> Decimal:
    found = keeping(
        system_actor("campaigns"),
        since=asked.since,
        until=asked.until,
        organisation_ids=[asked.unit_id],
    ).get(asked.unit_id)
    return Decimal(getattr(found, name) if found is not None else 0)


def tasks_due(_actor: Actor, asked: Asked) -> Decimal:
    """Tasks of the unit that fell due in the period."""
    return _keeping(asked, "due")


def tasks_in_time(_actor: Actor, asked: Asked) -> Decimal:
    """Those of them done in time."""
    return _keeping(asked, "on_time")


register_source(
    FormSource("lists.listed", _("problems put on the list in the period"), listed),
    FormSource("lists.listed_major", _("major ones put on the list in the period"), listed_major),
    FormSource("lists.cleared", _("problems cleared in the period"), cleared),
    FormSource("lists.in_time", _("problems due in the period and cleared in time"), in_time),
    FormSource("lists.open", _("problems not cleared on the last day"), standing_open),
    FormSource("lists.overdue", _("problems overdue on the last day"), overdue),
    FormSource("tasks.due", _("tasks due in the period"), tasks_due),
    FormSource("tasks.in_time", _("tasks of them done in time"), tasks_in_time),
)


def _measured(measure: Measure) -> FormSource:
    def compute(actor: Actor, asked: Asked) -> Decimal | None:
        last: date = asked.until
        found = measure.compute(actor, last, asked.region_prefix)
        return Decimal(str(found.value)) if found is not None else None

    name = f"{measure.name}（{measure.unit}）" if measure.unit else measure.name
    return FormSource(f"{_MEASURE}{measure.code}", name, compute)


def _every_measure() -> list[FormSource]:
    return [_measured(measure) for measure in all_measures()]


def _one_measure(code: str) -> FormSource | None:
    measure = find_measure(code.removeprefix(_MEASURE)) if code.startswith(_MEASURE) else None
    return _measured(measure) if measure is not None else None


register_catalogue(_every_measure, _one_measure)
