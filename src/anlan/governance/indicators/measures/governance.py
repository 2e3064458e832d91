"""Measures of the floor of governance: accident rates and counts, promises kept."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.public import list_organisations
from anlan.base.regions.public import find_region_by_prefix, list_children
from anlan.governance.accidents import public as accidents
from anlan.governance.commitments import public as commitments
from anlan.governance.indicators.contracts import Compute, Measure, MeasuredValue, Part
from anlan.governance.indicators.measures.making import new_year
from anlan.kernel.actor import Actor
from anlan.kernel.errors import Message
from anlan.kernel.pages.base import find_url

#: A serious or particularly serious accident 重特大事故 is of grade 2 or 1.
SERIOUS = 2


def rate(code: str) -> Compute:
    """Return the computation of one accident rate of the year so far."""

    def compute(actor: Actor, on: date, region_prefix: str) -> MeasuredValue | None:
        for found in accidents.rates(actor, year=on.year, region_prefix=region_prefix, until=on):
            if found.code == code and found.value is not None:
                parts: tuple[Part, ...] = ()
                if code == "deaths_per_gdp" and found.numerator:
                    parts = _by_township(actor, on, region_prefix, "deaths", None)
                return MeasuredValue(
                    parts=parts,
                    value=round(found.value, 6),
                    numerator=found.numerator,
                    denominator=found.denominator,
                    url=found.url,
                )
        return None

    return compute


def counted(what: str, min_grade: int | None = None) -> Compute:
    """Return the computation of a count of accidents or deaths since New Year."""

    def compute(actor: Actor, on: date, region_prefix: str) -> MeasuredValue | None:
        found = accidents.count_accidents(
            actor,
            since=new_year(on),
            until=on,
            region_prefix=region_prefix,
            min_grade=min_grade,
        )
        value = float(getattr(found, what))
        return MeasuredValue(
            value=value,
            numerator=value,
            parts=_by_township(actor, on, region_prefix, what, min_grade) if value else (),
            url=find_url("accidents:list"),
        )

    return compute


def _by_township(
    actor: Actor, on: date, region_prefix: str, what: str, min_grade: int | None
) -> tuple[Part, ...]:
    """The same count of each township of a county that has any."""
    county = find_region_by_prefix(region_prefix)
    parts = []
    for town in list_children(county.code) if county is not None else ():
        found = accidents.count_accidents(
            actor,
            since=new_year(on),
            until=on,
            region_prefix=town.prefix,
            min_grade=min_grade,
        )
        if number := getattr(found, what):
            parts.append(Part(town.name, float(number), None, town.code))
    return tuple(parts)


def kept_in_time(actor: Actor, on: date, region_prefix: str) -> MeasuredValue | None:
    """What fell due this year, and what of it was done in time, by unit."""
    found = commitments.keeping(actor, since=new_year(on), until=on)
    due = sum(one.due for one in found.values())
    if not due:
        return None
    units = {row.id: row for row in list_organisations(actor)}
    rows = [
        (units[pk].short_name or units[pk].name, one)
        for pk, one in sorted(found.items())
        if one.due and pk in units
    ]
    kept = float(sum(one.on_time for one in found.values()))
    return MeasuredValue(
        value=round(100.0 * kept / due, 4),
        numerator=kept,
        denominator=float(due),
        parts=tuple(Part(name, float(one.on_time), float(one.due)) for name, one in rows),
        url=find_url("commitments:list"),
    )


def _rate(code: str, name: Message, unit: str, formula: Message) -> Measure:
    return Measure(
        code=f"accidents.{code}",
        name=name,
        unit=unit,
        formula=formula,
        source=_("accident register; denominators of the statistical bulletin"),
        compute=rate(code),
        direction="lower",
        course="count",
        looks_back=True,
    )


def _count(code: str, name: Message, unit: str, compute: Compute) -> Measure:
    return Measure(
        code=f"accidents.{code}",
        name=name,
        unit=unit,
        formula=_("counted accidents since New Year"),
        source=_("accident register"),
        compute=compute,
        direction="lower",
        course="count",
        looks_back=True,
    )


MEASURES = (
    _rate(
        "deaths_per_gdp",
        _("work-safety deaths per 100 million yuan of GDP"),
        "人/亿元",
        _("deaths since New Year ÷ gross domestic product (100 million yuan)"),
    ),
    _rate(
        "industry_deaths_per_100k",
        _("deaths per 100,000 employed in industry, mining and trade"),
        "人/10万人",
        _("deaths in industry, mining and trade ÷ employed people × 100,000"),
    ),
    _rate(
        "road_deaths_per_10k_vehicles",
        _("road deaths per 10,000 vehicles"),
        "人/万车",
        _("road deaths since New Year ÷ motor vehicles × 10,000"),
    ),
    _rate(
        "fire_deaths_per_100k",
        _("fire deaths per 100,000 residents"),
        "人/10万人",
        _("fire deaths since New Year ÷ residents × 100,000"),
    ),
    _rate(
        "coal_deaths_per_mt",
        _("deaths per million tonnes of coal"),
        "人/百万吨",
        _("deaths in coal mines since New Year ÷ coal output × 1,000,000"),
    ),
    _count("deaths", _("work-safety deaths of the year"), "人", counted("deaths")),
    _count("number", _("work-safety accidents of the year"), "起", counted("accidents")),
    _count(
        "serious",
        _("serious and particularly serious accidents of the year"),
        "起",
        counted("accidents", SERIOUS),
    ),
    Measure(
        code="commitments.kept",
        name=_("rate of promises kept in time"),
        unit="%",
        formula=_("tasks done in time ÷ tasks due this year × 100 %"),
        source=_("tasks given to units and their reports"),
        compute=kept_in_time,
        direction="higher",
        looks_back=True,
    ),
)
