"""Yearly figures, targets, figures of departments, deaths outside work, closed months."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.organisations.public import find_organisation
from anlan.governance.accidents.choices import CloseState
from anlan.governance.accidents.errors import MonthIsClosed
from anlan.governance.accidents.events import MonthClosed, YearlyFigureChanged
from anlan.governance.accidents.models import (
    Accident,
    ControlTarget,
    Denominator,
    DepartmentFigure,
    MonthClose,
    OutsideDeath,
)
from anlan.governance.accidents.permissions import CLOSE, KEEP, RECONCILE, REGISTER
from anlan.governance.accidents.selectors.periods import month_end
from anlan.governance.accidents.services.common import is_closed, month_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require_permission, scope_reaches


def _told(row: Model, actor: Actor) -> None:
    emit(YearlyFigureChanged(kind=row._meta.model_name or "", row_id=row.pk), actor)


def _require_county(actor: Actor, region_code: str) -> None:
    """Require the right to keep the figures of a county."""
    if not scope_reaches(actor, KEEP, region=region_code):
        raise NotPermitted(permission=KEEP)


@transaction.atomic
def record_denominator(
    *,
    year: int,
    region_code: str,
    kind: str,
    value: Decimal,
    version: str,
    source: str,
    actor: Actor,
) -> Denominator:
    """Record a yearly figure; the same year, kind and version again corrects it."""
    _require_county(actor, region_code)
    row, _is_new = Denominator.objects.select_for_update().update_or_create(
        year=year,
        region_id=region_code,
        kind=kind,
        version=version,
        defaults={
            "value": value,
            "source": source.strip(),
            "recorded_by": actor.display_name[:100],
        },
    )
    audit(actor, "accidents.yearly.recorded", row, after={"value": str(value), "source": source})
    _told(row, actor)
    return row


@transaction.atomic
def set_target(
    *,
    year: int,
    region_code: str,
    measure: str,
    limit: Decimal,
    source: str,
    actor: Actor,
    domain: str = "",
) -> ControlTarget:
    """Set a control target of a year; the same again changes it."""
    _require_county(actor, region_code)
    row, _is_new = ControlTarget.objects.select_for_update().update_or_create(
        year=year,
        region_id=region_code,
        measure=measure,
        domain=domain,
        defaults={
            "limit": limit,
            "source": source.strip(),
            "recorded_by": actor.display_name[:100],
        },
    )
    audit(actor, "accidents.target.set", row, after={"limit": str(limit), "source": source})
    _told(row, actor)
    return row


@transaction.atomic
def report_department_figure(
    *,
    month: date,
    domain: str,
    accidents: int,
    deaths: int,
    actor: Actor,
    department_id: int | None = None,
    serious_injuries: int = 0,
    explanation: str = "",
) -> DepartmentFigure:
    """Record what a department counted in a month; a department reports for itself only."""
    require_permission(actor, RECONCILE)
    wanted = department_id or actor.organisation_id
    if wanted is None:
        raise InvalidInput(fields={"department_id": _("Choose the department.")})
    department = find_organisation(wanted)
    if department is None or not scope_reaches(
        actor, RECONCILE, region=department.region_code, organisation_id=wanted
    ):
        raise NotPermitted(permission=RECONCILE)
    row, _is_new = DepartmentFigure.objects.select_for_update().update_or_create(
        department_id=wanted,
        domain=domain,
        month=month_of(month),
        defaults={
            "accidents": accidents,
            "deaths": deaths,
            "serious_injuries": serious_injuries,
            "explanation": explanation.strip(),
            "recorded_by": actor.display_name[:100],
        },
    )
    audit(
        actor,
        "accidents.department.reported",
        row,
        after={"accidents": accidents, "deaths": deaths},
        reason=explanation,
    )
    _told(row, actor)
    return row


@transaction.atomic
def record_outside_death(
    *,
    kind: str,
    occurred_on: date,
    region_code: str,
    deaths: int,
    actor: Actor,
    rescued: int = 0,
    place: str = "",
    note: str = "",
    death_id: int | None = None,
) -> OutsideDeath:
    """Record deaths that are no work accident, or correct them."""
    require_permission(actor, REGISTER)
    if not scope_reaches(actor, REGISTER, region=region_code):
        raise NotPermitted(permission=REGISTER)
    if occurred_on > clock.today():
        raise InvalidInput(fields={"occurred_on": _("This lies in the future.")})
    values: dict[str, Any] = {
        "kind": kind,
        "occurred_on": occurred_on,
        "region_id": region_code,
        "deaths": deaths,
        "rescued": rescued,
        "place": place,
        "note": note,
        "recorded_by": actor.display_name[:100],
    }
    if death_id is None:
        row = OutsideDeath.objects.create(**values)
    else:
        row = get_visible(OutsideDeath, death_id, actor=actor, lock=True)
        for name, given in values.items():
            setattr(row, name, given)
        row.save()
    audit(actor, "accidents.outside.recorded", row, after={"deaths": deaths})
    _told(row, actor)
    return row


@transaction.atomic
def close_month(*, month: date, actor: Actor) -> MonthClose:
    """Close a month that is over: its figures are kept as they stand.

    What is entered or changed for it afterwards counts, and is marked as late.
    """
    require_permission(actor, CLOSE)
    first = month_of(month)
    if month_end(first) >= clock.today():
        raise InvalidInput(_("A month can be closed when it is over."))
    if is_closed(first):
        raise MonthIsClosed(_("This month is closed already."))
    row = MonthClose.objects.create(
        month=first,
        figures=snapshot(first),
        closed_at=clock.now(),
        closed_by=actor.display_name[:100],
    )
    audit(actor, "accidents.month.closed", row, after=row.figures)
    emit(MonthClosed(month=first, is_reopened=False), actor)
    return row


@transaction.atomic
def reopen_month(*, month: date, reason: str, actor: Actor) -> MonthClose:
    """Open a closed month again, with a reason; the close before stays readable."""
    require_permission(actor, CLOSE)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    row = (
        MonthClose.objects.select_for_update()
        .filter(month=month_of(month), state=CloseState.CLOSED)
        .first()
    )
    if row is None:
        raise InvalidInput(_("This month is not closed."))
    row.state = CloseState.REOPENED
    row.reopened_at, row.reopened_by = clock.now(), actor.display_name[:100]
    row.reopen_reason = reason.strip()[:500]
    row.save()
    audit(actor, "accidents.month.reopened", row, reason=reason)
    emit(MonthClosed(month=row.month, is_reopened=True), actor)
    return row


def snapshot(first: date) -> dict[str, Any]:
    """Return the figures of a month for keeping: totals and the numbers of what is counted."""
    rows = list(
        Accident.objects.counted()
        .within(first, month_end(first))
        .order_by("number")
        .values_list("number", "deaths", "serious_injuries", "minor_injuries", "direct_loss")
    )
    return {
        "accidents": len(rows),
        "deaths": sum(row[1] for row in rows),
        "serious_injuries": sum(row[2] for row in rows),
        "minor_injuries": sum(row[3] for row in rows),
        "direct_loss": str(sum((row[4] for row in rows), Decimal(0))),
        "numbers": {row[0]: row[1] for row in rows},
    }
