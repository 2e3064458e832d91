"""Measures of the floor of supervision: hazards, enterprises, installations, risk, permits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from anlan.base.regions.public import Tally
from anlan.governance.indicators.contracts import Measure, MeasuredValue
from anlan.governance.indicators.measures.making import count, new_year, percent, share_of
from anlan.kernel.actor import Actor
from anlan.kernel.pages.base import find_url
from anlan.monitoring.devices.public import enterprises_watched
from anlan.supervision.enterprises import public as enterprises
from anlan.supervision.hazards import public as hazards
from anlan.supervision.installations import public as installations
from anlan.supervision.permits import public as permits
from anlan.supervision.risk import public as risk

#: Fields that must insure against liability (安全生产法 article 51: high-risk sectors).
HIGH_RISK = ("hazchem", "mining", "construction")


def clearance(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Hazards carried over and found this year, and those crossed off."""
    return hazards.tally_clearance(actor, since=new_year(on), until=on, region_prefix=prefix)


def rectified_in_time(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Hazards crossed off this year, and those in time."""
    return hazards.tally_on_time(actor, since=new_year(on), until=on, region_prefix=prefix)


def major_open(actor: Actor, on: date, prefix: str) -> MeasuredValue:
    """Major hazards open at the end of the day."""
    return count(
        hazards.tally_open(actor, on=on, region_prefix=prefix), url=find_url("hazards:list")
    )


def monitored(actor: Actor, on: date, prefix: str) -> MeasuredValue | None:
    """Major hazard installations whose enterprise has a device in service."""
    rows = installations.list_major(actor, region_prefix=prefix)
    watched = enterprises_watched(actor, {enterprise for _pk, enterprise, _region in rows})
    whole: Counter[str] = Counter()
    part: Counter[str] = Counter()
    for _pk, enterprise, region in rows:
        town = f"{region[:9]}000"
        whole[town] += 1
        part[town] += enterprise in watched
    return percent(
        (Tally(town, part[town], whole[town]) for town in sorted(whole)),
        url=find_url("installations:list"),
    )


def certified(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Certificates held in operating enterprises, and those valid."""
    return enterprises.tally_certificates(actor, on=on, region_prefix=prefix)


def licensed(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Licences of operating enterprises, and those not run out."""
    return enterprises.tally_licences(actor, on=on, region_prefix=prefix)


def standardised(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Enterprises above designated size, and those with a grade."""
    return enterprises.tally_standardised(actor, on=on, region_prefix=prefix)


def insured(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """High-risk enterprises, and those insured."""
    return enterprises.tally_insured(actor, on=on, categories=HIGH_RISK, region_prefix=prefix)


def inspected(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Special equipment in use, and what is not past its inspection."""
    return enterprises.tally_equipment(actor, on=on, region_prefix=prefix)


def assessed(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Risk units in use, and those assessed and graded."""
    return risk.tally_assessed(actor, on=on, region_prefix=prefix)


def checked(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Checks of controls due this month, and those done in time."""
    return risk.tally_checks(actor, since=on.replace(day=1), until=on, region_prefix=prefix)


def permitted(actor: Actor, on: date, prefix: str) -> Iterable[Tally]:
    """Special operations begun this year, and those by the rule."""
    return permits.tally_by_rule(actor, since=new_year(on), until=on, region_prefix=prefix)


MEASURES = (
    Measure(
        code="hazards.clearance",
        name=_("hazard clearance rate"),
        unit="%",
        formula=_("crossed off this year ÷ (carried over + found this year) × 100 %"),
        source=_("hazards on the platform, by the days they were counted and crossed off"),
        compute=share_of(clearance, "hazards:statistics"),
        direction="higher",
        looks_back=True,
    ),
    Measure(
        code="hazards.on_time",
        name=_("rate of hazards rectified in time"),
        unit="%",
        formula=_("rectified by their day ÷ crossed off this year × 100 %"),
        source=_("hazards on the platform, by the days they were counted and crossed off"),
        compute=share_of(rectified_in_time, "hazards:statistics"),
        direction="higher",
        looks_back=True,
    ),
    Measure(
        code="hazards.major_open",
        name=_("major hazards not yet removed"),
        unit="处",
        formula=_("number of major hazards open at the end of the day"),
        source=_("hazards on the platform, by the days they were counted and crossed off"),
        compute=major_open,
        direction="lower",
        looks_back=True,
    ),
    Measure(
        code="installations.monitored",
        name=_("coverage of online monitoring of major hazard installations"),
        unit="%",
        formula=_(
            "major hazard installations in use whose enterprise has a device in service ÷ all "
            "major hazard installations in use × 100 %"
        ),
        source=_("register of hazard installations and register of devices"),
        compute=monitored,
        direction="higher",
    ),
    Measure(
        code="enterprises.certificates",
        name=_("rate of valid certificates"),
        unit="%",
        formula=_("certificates valid and reviewed ÷ certificates on record × 100 %"),
        source=_("certificates in the dossiers of operating enterprises"),
        compute=share_of(certified, "enterprises:certificates"),
        direction="higher",
    ),
    Measure(
        code="enterprises.licences",
        name=_("rate of valid licences"),
        unit="%",
        formula=_("licences not run out ÷ licences on record × 100 %"),
        source=_("licences in the dossiers of operating enterprises"),
        compute=share_of(licensed, "enterprises:list"),
        direction="higher",
    ),
    Measure(
        code="enterprises.standardised",
        name=_("standardisation rate of enterprises above designated size"),
        unit="%",
        formula=_(
            "operating enterprises above designated size with a grade that holds ÷ all of them "
            "× 100 %"
        ),
        source=_("grades of standardisation in the dossiers of enterprises"),
        compute=share_of(standardised, "enterprises:list"),
        direction="higher",
    ),
    Measure(
        code="enterprises.insured",
        name=_("coverage of work-safety liability insurance"),
        unit="%",
        formula=_("high-risk enterprises with a policy that holds ÷ all of them × 100 %"),
        source=_("policies in the dossiers of enterprises"),
        compute=share_of(insured, "enterprises:list"),
        direction="higher",
    ),
    Measure(
        code="enterprises.equipment",
        name=_("inspection rate of special equipment"),
        unit="%",
        formula=_("special equipment in use not past its inspection ÷ all of it × 100 %"),
        source=_("special equipment in the dossiers of enterprises"),
        compute=share_of(inspected, "enterprises:list"),
        direction="higher",
    ),
    Measure(
        code="risk.assessed",
        name=_("rate of risk units assessed and graded"),
        unit="%",
        formula=_("risk units assessed and graded ÷ risk units in use × 100 %"),
        source=_("risk lists of enterprises"),
        compute=share_of(assessed, "risk:list"),
        direction="higher",
    ),
    Measure(
        code="risk.checks",
        name=_("rate of control checks done in time"),
        unit="%",
        formula=_("checks of controls done in time ÷ checks due in the month × 100 %"),
        source=_("checks of controls of the double prevention"),
        compute=share_of(checked, "risk:checks"),
        direction="higher",
        looks_back=True,
    ),
    Measure(
        code="permits.by_rule",
        name=_("rate of special operations by the rule"),
        unit="%",
        formula=_(
            "operations begun this year within their hours, guarded and gas-tested where it is "
            "demanded ÷ operations begun this year × 100 %"
        ),
        source=_("permits of special operations"),
        compute=share_of(permitted, "permits:list"),
        direction="higher",
        looks_back=True,
    ),
)
