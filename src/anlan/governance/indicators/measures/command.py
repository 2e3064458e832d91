"""Measures of the floor of command: drills, duty, reports, plans, teams, shelters, supplies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from anlan.base.regions.public import Tally, list_for_choice, names_of
from anlan.command.drills import public as drills
from anlan.command.duty import public as duty
from anlan.command.incidents import public as incidents
from anlan.command.plans import public as plans
from anlan.command.roads import public as roads
from anlan.command.shelters import public as shelters
from anlan.command.supplies import public as supplies
from anlan.command.teams import public as teams
from anlan.governance.accidents import public as accidents
from anlan.governance.indicators.contracts import Measure, MeasuredValue, Part
from anlan.governance.indicators.measures.making import new_year, percent, share_of
from anlan.kernel.actor import Actor
from anlan.kernel.pages.base import find_url

#: Villages count as covered when a fire station reaches them within this time by road. [s]
FIRE_REACH_S = 15 * 60


def drilled(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Units that must hold drills, and those in time."""
    return drills.tally_cadence(actor, on=on, region_prefix=prefix)


def answered(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Offices asked by duty checks this year, and those that answered in time."""
    return duty.tally_answers(actor, since=new_year(on), until=on, region_prefix=prefix)


def reported(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Reports on incidents due this year, and those in time."""
    return incidents.tally_reports(actor, since=new_year(on), until=on, region_prefix=prefix)


def reviewed(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Plans in force, and those not past their review."""
    return plans.tally_reviewed(actor, on=on, region_prefix=prefix)


def covered(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Lines of stock with a minimum, and those that have it."""
    return supplies.tally_covered(actor, on=on, region_prefix=prefix)


def ready(actor: Actor, on: date, prefix: str) -> MeasuredValue | None:
    """Rescue teams that can be sent in full: neither limited nor unavailable."""
    whole: Counter[str] = Counter()
    part: Counter[str] = Counter()
    for team in teams.list_teams(capabilities=(), actor=actor):
        if team.region_code.startswith(prefix):
            town = f"{team.region_code[:9]}000"
            whole[town] += 1
            part[town] += team.readiness in ("ready", "engaged")
    return percent((Tally(t, part[t], whole[t]) for t in sorted(whole)), url=find_url("teams:list"))


def sheltered(actor: Actor, on: date, prefix: str) -> MeasuredValue | None:
    """Area of the shelters in use for each resident."""
    people = next(
        (
            rate.denominator
            for rate in accidents.rates(actor, year=on.year, region_prefix=prefix)
            if rate.code == "fire_deaths_per_100k" and rate.denominator
        ),
        None,
    )
    rows = shelters.area_by_township(actor, region_prefix=prefix)
    area = float(sum(row[1] for row in rows))
    if not people or not area:
        return None
    names = names_of(row[0] for row in rows)
    return MeasuredValue(
        value=round(area / people, 4),
        numerator=area,
        denominator=people,
        parts=tuple(Part(names.get(code, code), float(m2), None, code) for code, m2, _n in rows),
        url=find_url("shelters:list"),
    )


def reached(actor: Actor, on: date, prefix: str) -> MeasuredValue | None:
    """Villages that a fire brigade reaches by road within fifteen minutes."""
    places = [
        region
        for region in list_for_choice("village")
        if region.code.startswith(prefix) and region.longitude is not None
    ]
    brigades = [
        (team.longitude, team.latitude)
        for team in teams.list_teams(capabilities=("fire_fighting",), actor=actor)
        if team.region_code.startswith(prefix)
    ]
    if not places or not brigades or not roads.has_network():
        return None
    times = roads.reach_times(
        sorted(set(brigades)),
        [(place.longitude or 0.0, place.latitude or 0.0) for place in places],
        within_s=FIRE_REACH_S,
    ).min(axis=0)
    whole: Counter[str] = Counter()
    part: Counter[str] = Counter()
    for place, time_s in zip(places, times, strict=True):
        town = f"{place.code[:9]}000"
        whole[town] += 1
        part[town] += bool(time_s <= FIRE_REACH_S)
    return percent((Tally(t, part[t], whole[t]) for t in sorted(whole)), url=find_url("onemap:map"))


MEASURES = (
    Measure(
        code="drills.cadence",
        name=_("rate of drills held in time"),
        unit="%",
        formula=_("units whose next drill is not overdue ÷ units that must hold drills × 100 %"),
        source=_("duties to hold drills and drills held"),
        compute=share_of(drilled, "drills:duties"),
        direction="higher",
    ),
    Measure(
        code="duty.answered",
        name=_("answer rate of duty checks"),
        unit="%",
        formula=_("offices that answered in time ÷ offices asked this year × 100 %"),
        source=_("duty checks"),
        compute=share_of(answered, "duty:checks"),
        direction="higher",
        looks_back=True,
    ),
    Measure(
        code="incidents.reports",
        name=_("rate of incident reports in time"),
        unit="%",
        formula=_("reports submitted in time ÷ reports due this year × 100 %"),
        source=_("reports on incidents and their clocks"),
        compute=share_of(reported, "incidents:list"),
        direction="higher",
        looks_back=True,
    ),
    Measure(
        code="plans.reviewed",
        name=_("rate of emergency plans reviewed in time"),
        unit="%",
        formula=_("plans in force not past their review ÷ plans in force × 100 %"),
        source=_("library of emergency plans"),
        compute=share_of(reviewed, "plans:list"),
        direction="higher",
    ),
    Measure(
        code="teams.ready",
        name=_("rate of rescue teams fully able"),
        unit="%",
        formula=_("teams ready or engaged, nothing of theirs expired ÷ all teams in use × 100 %"),
        source=_("register of rescue teams, their certificates, equipment and insurance"),
        compute=ready,
        direction="higher",
    ),
    Measure(
        code="shelters.area",
        name=_("shelter area per resident"),
        unit="平方米",
        formula=_("area of shelters in use ÷ residents"),
        source=_("register of shelters; residents as in accident statistics"),
        compute=sheltered,
        direction="higher",
    ),
    Measure(
        code="supplies.covered",
        name=_("coverage of emergency supplies"),
        unit="%",
        formula=_("lines of stock at their minimum and not expired ÷ lines with a minimum × 100 %"),
        source=_("stock of emergency supplies"),
        compute=share_of(covered, "supplies:list"),
        direction="higher",
    ),
    Measure(
        code="roads.fire_reach",
        name=_("villages a fire brigade reaches within 15 minutes"),
        unit="%",
        formula=_(
            "villages reached by road within 15 minutes from any fire brigade ÷ all villages "
            "× 100 %"
        ),
        source=_("road network, register of rescue teams and places of the villages"),
        compute=reached,
        direction="higher",
    ),
)
