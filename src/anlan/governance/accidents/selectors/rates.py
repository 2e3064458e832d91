"""Relative indicators: formula, numerator, denominator, value and exact interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import F, Sum
from django.urls import reverse

from anlan.base.regions.public import county_prefix, find_region_by_prefix
from anlan.governance.accidents.choices import FigureVersion
from anlan.governance.accidents.contracts import RateValue
from anlan.governance.accidents.models import Denominator
from anlan.governance.accidents.models.accident import AccidentQuerySet
from anlan.governance.accidents.permissions import VIEW
from anlan.governance.accidents.reference import rows_of as table
from anlan.governance.accidents.selectors.counting import rows_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import scope_reaches


@dataclass(frozen=True, slots=True)
class Rate:
    """How a relative indicator is computed; ``data/rates.csv``."""

    code: str
    name: str
    numerator: str
    domains: tuple[str, ...]
    denominator: str
    scale: float
    unit: str
    formula: str
    source: str


@cache
def all_rates() -> tuple[Rate, ...]:
    """Return every relative indicator."""
    return tuple(
        Rate(
            code=row["code"],
            name=row["name"],
            numerator=row["numerator"],
            domains=tuple(row["domains"].split()),
            denominator=row["denominator"],
            scale=float(row["scale"]),
            unit=row["unit"],
            formula=row["formula"],
            source=row["source"],
        )
        for row in table("rates.csv")
    )


def counted_county(region_prefix: str = "") -> str:
    """Return the county whose yearly figures are meant."""
    if region_prefix:
        return county_prefix(region_prefix)
    found = Denominator.objects.values_list("region_id", flat=True).first()
    return county_prefix(found) if found else ""


def denominators(year: int, prefix: str) -> dict[str, Denominator]:
    """Return the yearly figures of a county, the final before the preliminary one."""
    found: dict[str, Denominator] = {}
    rows = Denominator.objects.filter(year=year, region__code__startswith=prefix)
    for row in sorted(rows, key=lambda r: r.version == FigureVersion.FINAL):
        found[row.kind] = row
    return found


def numerator_of(rate: Rate, rows: AccidentQuerySet) -> float:
    """Return the numerator among counted accidents."""
    if rate.domains:
        rows = rows.filter(domain__in=rate.domains)
    if rate.numerator == "injured":
        return float(rows.aggregate(n=Sum(F("serious_injuries") + F("minor_injuries")))["n"] or 0)
    return float(rows.aggregate(n=Sum(rate.numerator))["n"] or 0)


def rates(
    actor: Actor, *, year: int, region_prefix: str = "", until: date | None = None
) -> list[RateValue]:
    """Return the relative indicators of a year as far as it has gone.

    A rate is a figure of the whole county: who sees only a part of it gets ``is_partial`` and no
    value. The interval is the exact one of a Poisson count (Garwood 1936) over the denominator.
    """
    prefix = counted_county(region_prefix)
    county = find_region_by_prefix(prefix) if prefix else None
    is_partial = not (county and scope_reaches(actor, VIEW, region=county.code))
    last = until or min(date(year, 12, 31), max(clock.today(), date(year, 1, 1)))
    rows = rows_of(actor, region_prefix=prefix).within(date(year, 1, 1), last).counted()
    known = denominators(year, prefix) if prefix else {}
    return [_value(rate, rows, known, is_partial, year, last) for rate in all_rates()]


def _value(
    rate: Rate,
    rows: AccidentQuerySet,
    known: dict[str, Denominator],
    is_partial: bool,
    year: int,
    last: date,
) -> RateValue:
    numerator = numerator_of(rate, rows)
    below = known.get(rate.denominator)
    value = low = high = None
    if below is not None and not is_partial:
        factor = rate.scale / float(below.value)
        value = numerator * factor
        if rate.numerator == "deaths":
            # scipy.stats costs half a second: only who looks at a rate pays for it.
            from anlan_science.counts.garwood1936 import poisson_interval

            interval = poisson_interval(int(numerator))
            low, high = interval[0] * factor, interval[1] * factor
    domains = "".join(f"&domain={name}" for name in rate.domains)
    return RateValue(
        code=rate.code,
        name=rate.name,
        numerator=numerator,
        denominator=float(below.value) if below is not None else None,
        value=value,
        unit=rate.unit,
        formula=rate.formula,
        source=rate.source,
        denominator_source=f"{below.source}（{below.get_version_display()}）" if below else "",
        is_preliminary=below is not None and below.version == FigureVersion.PRELIMINARY,
        is_partial=is_partial,
        low=low,
        high=high,
        url=f"{reverse('accidents:list')}?tab=counted&since={year}-01-01&until={last}{domains}",
    )
