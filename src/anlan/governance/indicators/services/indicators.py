"""Putting indicators under watch, changing their targets, putting them aside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.organisations.public import find_organisation
from anlan.base.regions.public import county_of
from anlan.governance.indicators.choices import LOWER_KINDS, Direction, Frequency, TargetKind
from anlan.governance.indicators.events import IndicatorChanged
from anlan.governance.indicators.judging import bounds_of, yearly_line
from anlan.governance.indicators.models import Indicator, YearlyTarget
from anlan.governance.indicators.permissions import KEEP
from anlan.governance.indicators.registry import find_measure
from anlan.governance.indicators.services.standing import goal_of, judge_indicator
from anlan.governance.indicators.targets import Target, read_target
from anlan.governance.planning import public as planning
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission

#: What the form may say of the machine form of the target.
MACHINE = ("target_kind", "target_low", "target_high", "change_percent", "per")
_CHANGEABLE = (
    "name",
    "unit",
    "baseline",
    "baseline_value",
    "baseline_year",
    "target",
    *MACHINE,
    "direction",
    "is_binding",
    "is_every_year",
    "starts_on",
    "target_on",
    "organisation_id",
    "course",
    "frequency",
    "measure_code",
    "formula",
    "source",
)
_FIGURE = re.compile(r"-?\d+(?:\.\d+)?")


@transaction.atomic
def create_indicator(
    *,
    name: str,
    target: str,
    organisation_id: int,
    target_on: date,
    actor: Actor,
    region_code: str = "",
    starts_on: date | None = None,
    **values: Any,
) -> Indicator:
    """Put an indicator under watch.

    The machine form is read from the printed target where the form does not give it; direction and
    measure follow. What cannot be read stays “to be read by a person”.
    """
    require_permission(actor, KEEP)
    organisation = find_organisation(organisation_id)
    if organisation is None:
        raise InvalidInput(fields={"organisation_id": _("Choose the responsible unit.")})
    starts_on = starts_on or date(clock.today().year, 1, 1)
    region = region_code or _county_of(organisation.region_code)
    row = Indicator(
        name=name.strip()[:300],
        target=target.strip()[:200],
        organisation_id=organisation_id,
        region_id=region,
        starts_on=starts_on,
        target_on=target_on,
    )
    known = set(_CHANGEABLE) | {
        "planned_id",
        "planned_key",
        "document_id",
        "plan_name",
        "source_url",
        "quote",
    }
    for key, value in values.items():
        if key in known and value is not None:
            setattr(row, key, value)
    if not values.get("target_kind"):
        _read(row)
    if row.baseline_value is None:
        row.baseline_value = _figure(row.baseline)
    _follow_measure(row, given=values)
    _check(row)
    row.save()
    draw_line(row)
    audit(actor, "indicators.indicator.created", row, after={"name": row.name, "target": target})
    judge_indicator(row, actor=actor)
    emit(IndicatorChanged(row.pk, row.organisation_id), actor)
    return row


@transaction.atomic
def take_over_planned(
    *,
    planned_ids: Iterable[int],
    organisation_id: int,
    actor: Actor,
    measures: Mapping[int, str] | None = None,
    organisations: Mapping[int, int] | None = None,
) -> list[Indicator]:
    """Put confirmed indicators of a plan under watch; one already watched there is left as it is.

    ``measures`` names the automatic measure of an indicator, ``organisations`` another unit.
    """
    require_permission(actor, KEEP)
    made = []
    for info in planning.confirmed_indicators(actor, ids=planned_ids):
        unit = (organisations or {}).get(info.id, organisation_id)
        if Indicator.objects.filter(planned_key=info.key, organisation_id=unit).exists():
            continue
        made.append(
            create_indicator(
                name=info.name,
                unit=info.unit,
                baseline=info.baseline,
                target=info.target,
                is_binding=bool(info.binding),
                target_on=info.deadline or date(clock.today().year, 12, 31),
                organisation_id=unit,
                planned_id=info.id,
                planned_key=info.key,
                document_id=info.document_id,
                plan_name=info.plan_name,
                source_url=info.url,
                quote=info.quote,
                measure_code=(measures or {}).get(info.id, ""),
                actor=actor,
            )
        )
    if not made and not list(planned_ids):
        raise InvalidInput(fields={"planned_ids": _("Choose at least one indicator.")})
    return made


@transaction.atomic
def change_indicator(
    *, indicator_id: int, actor: Actor, reason: str = "", **values: Any
) -> Indicator:
    """Change what an indicator is, its target or who answers for it; derived targets follow."""
    row = get_visible(Indicator, indicator_id, actor=actor, lock=True)
    require(actor, KEEP, row)
    wanted = {key: value for key, value in values.items() if key in _CHANGEABLE}
    before, after = changes(row, **wanted)
    if not after:
        return row
    if set(after) & {"target", *MACHINE, "target_on"} and not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    if "target" in after and not set(after) & set(MACHINE):
        _read(row)
        after |= {key: getattr(row, key) for key in (*MACHINE, "direction")}
    _follow_measure(row, given=after)
    _check(row)
    row.save()
    draw_line(row)
    audit(actor, "indicators.indicator.changed", row, before=before, after=after, reason=reason)
    judge_indicator(row, actor=actor)
    emit(IndicatorChanged(row.pk, row.organisation_id), actor)
    return row


@transaction.atomic
def stop_watching(*, indicator_id: int, actor: Actor, reason: str) -> Indicator:
    """Put an indicator aside; its values stay."""
    row = get_visible(Indicator, indicator_id, actor=actor, lock=True)
    require(actor, KEEP, row)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    row.is_active = False
    row.save(update_fields=["is_active", "updated_at"])
    audit(
        actor,
        "indicators.indicator.stopped",
        row,
        before={"is_active": True},
        after={"is_active": False},
        reason=reason,
    )
    emit(IndicatorChanged(row.pk, row.organisation_id), actor)
    return row


@transaction.atomic
def set_yearly_target(
    *, indicator_id: int, year: int, value: float | None, actor: Actor
) -> YearlyTarget | None:
    """Set the target of a year by hand; None gives it back to the straight line."""
    row = get_visible(Indicator, indicator_id, actor=actor, lock=True)
    require(actor, KEEP, row)
    if not row.starts_on.year <= year <= row.target_on.year:
        raise InvalidInput(fields={"year": _("This year lies outside the time of the indicator.")})
    known = row.yearly_targets.filter(year=year).first()
    before = {"year": year, "value": known.value if known else None}
    if value is None:
        row.yearly_targets.filter(year=year).delete()
        draw_line(row)
    else:
        row.yearly_targets.update_or_create(
            year=year, defaults={"value": value, "is_derived": False}
        )
    audit(
        actor,
        "indicators.target.set",
        row,
        before=before,
        after={"year": year, "value": value},
    )
    judge_indicator(row, actor=actor)
    emit(IndicatorChanged(row.pk, row.organisation_id), actor)
    return row.yearly_targets.filter(year=year).first()


def draw_line(row: Indicator) -> None:
    """Bring the derived targets of the years onto the straight line; those set by hand stay."""
    bounds = bounds_of(goal_of(row, {}))
    wanted: dict[int, float] = {}
    if bounds is not None and row.course == "level" and not row.is_every_year and not row.per:
        low, high = bounds
        bound = high if high is not None and low is None else low
        wanted = yearly_line(
            baseline=row.baseline_value,
            baseline_year=row.baseline_year,
            bound=bound,
            starts_on=row.starts_on,
            target_on=row.target_on,
        )
    own = set(row.yearly_targets.filter(is_derived=False).values_list("year", flat=True))
    row.yearly_targets.filter(is_derived=True).delete()
    YearlyTarget.objects.bulk_create(
        YearlyTarget(indicator=row, year=year, value=value)
        for year, value in wanted.items()
        if year not in own
    )


def _read(row: Indicator) -> None:
    """Let the printed target be read."""
    found: Target = read_target(row.target, unit=row.unit, name=row.name)
    row.target_kind = TargetKind(found.kind)
    row.target_low, row.target_high = found.low, found.high
    row.change_percent, row.per = found.percent, found.per
    if found.is_clear:
        lower = row.target_kind in LOWER_KINDS
        row.direction = Direction.LOWER if lower else Direction.HIGHER


def _follow_measure(row: Indicator, *, given: Mapping[str, Any]) -> None:
    """An automatic measure says how its figure runs and which way is better."""
    if not row.measure_code:
        return
    measure = find_measure(row.measure_code)
    if measure is None:
        raise InvalidInput(fields={"measure_code": _("The platform does not know this measure.")})
    row.course = measure.course
    if row.target_kind in (TargetKind.UNCLEAR, TargetKind.EQUAL, TargetKind.RANGE):
        row.direction = measure.direction
    if not row.unit:
        row.unit = measure.unit
    row.frequency = row.frequency or Frequency.MONTH


def _check(row: Indicator) -> None:
    problems: dict[str, str] = {}
    if not row.name:
        problems["name"] = _("Write what is measured.")
    if not row.target:
        problems["target"] = _("Write the target as it is printed.")
    if row.target_on < row.starts_on:
        problems["target_on"] = _("The target day lies before the beginning.")
    if row.target_kind == TargetKind.RANGE and (
        row.target_low is None or row.target_high is None or row.target_low > row.target_high
    ):
        problems["target_high"] = _("A range needs a lower and a higher number.")
    if row.target_kind in (TargetKind.BELOW, TargetKind.AT_MOST) and row.target_high is None:
        problems["target_high"] = _("Give the number that is not to be exceeded.")
    if row.target_kind in (TargetKind.ABOVE, TargetKind.AT_LEAST) and row.target_low is None:
        problems["target_low"] = _("Give the number that is to be reached.")
    if row.target_kind in (TargetKind.DOWN, TargetKind.UP) and row.change_percent is None:
        problems["change_percent"] = _("Give the change in per cent.")
    if problems:
        raise InvalidInput(fields=problems)
    if row.target_kind == TargetKind.ZERO:
        row.target_low, row.target_high = None, 0.0


def _figure(text: str) -> float | None:
    """The number of a printed baseline when it is the only one."""
    found = _FIGURE.findall(text.replace(",", ""))
    return float(found[0]) if len(found) == 1 else None


def _county_of(region_code: str) -> str:
    """The county a unit belongs to."""
    county = county_of(region_code)
    return county.code if county else region_code
