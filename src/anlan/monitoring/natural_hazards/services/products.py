"""The hourly products: judge every township, keep the result, raise and clear alarms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.base.audit.public import audit
from anlan.base.regions.public import RegionInfo
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.events import emit
from anlan.kernel.policy import require_permission
from anlan.monitoring.alarms.public import clear_alarm, raise_alarm
from anlan.monitoring.natural_hazards.choices import AREA_HAZARDS, Hazard
from anlan.monitoring.natural_hazards.constants import ALARM_FROM_LEVEL, PRODUCT_SOURCE
from anlan.monitoring.natural_hazards.contracts import Judgement
from anlan.monitoring.natural_hazards.events import ProductMade
from anlan.monitoring.natural_hazards.judging import judge
from anlan.monitoring.natural_hazards.models import HazardProduct, ProductArea
from anlan.monitoring.natural_hazards.permissions import MAKE, county_of
from anlan.monitoring.natural_hazards.selectors.figures import Hour
from anlan.monitoring.natural_hazards.selectors.limits import limits_of
from anlan.monitoring.natural_hazards.services.danger_maps import make_danger_maps
from anlan.monitoring.natural_hazards.services.fire import update_fire_codes
from anlan.monitoring.natural_hazards.services.hours import HOUR, full_hour, gather_hours
from anlan.monitoring.natural_hazards.words import reasons_text

#: Counted for nothing to warn of: above every level.
NO_LEVEL = 9
#: Products that rain alone makes graver within an hour.
RAIN_HAZARDS = (Hazard.FLASH_FLOOD, Hazard.LANDSLIDE)
#: Published models behind each product; kept with it.
MODELS = {
    Hazard.FLASH_FLOOD: (),
    Hazard.LANDSLIDE: ("caine1980", "kohler_linsley1951"),
    Hazard.FOREST_FIRE: ("van_wagner_pickett1985", "van_wagner1977"),
}


def run_hour(*, at: datetime, actor: Actor) -> list[HazardProduct]:
    """Do the work of an hour: gather, carry the fire codes on, make products and danger maps."""
    hour = full_hour(at)
    gather_hours(until=hour, actor=actor)
    update_fire_codes(at=hour, actor=actor)
    made = make_products(at=hour, actor=actor)
    make_danger_maps(at=hour, actor=actor)
    return made


@transaction.atomic
def make_products(*, at: datetime, actor: Actor) -> list[HazardProduct]:
    """Make the products of one hour for each county; those made already are left as they are.

    Only the newest hour is the current one and raises alarms: an hour made up for later is kept
    for the record and changes nothing on the desk.
    """
    require_permission(actor, MAKE)
    hour = Hour(full_hour(at))
    counties: dict[str, list[RegionInfo]] = defaultdict(list)
    for township in hour.townships:
        counties[county_of(township.code)].append(township)
    made = []
    with override(settings.LANGUAGE_CODE):
        for county, townships in sorted(counties.items()):
            for hazard in AREA_HAZARDS:
                product = _make(hazard, county, townships, hour, actor)
                if product is not None:
                    made.append(product)
    return made


def _make(
    hazard: Hazard, county: str, townships: list[RegionInfo], hour: Hour, actor: Actor
) -> HazardProduct | None:
    former = (
        HazardProduct.objects.select_for_update()
        .filter(hazard=hazard, region_id=county)
        .order_by("-valid_at")
        .first()
    )
    known = HazardProduct.objects.filter(hazard=hazard, region_id=county, valid_at=hour.at)
    if known.exists():
        return None
    is_current = former is None or former.valid_at < hour.at
    limits = limits_of(hazard)
    found = [(t, judge(hour.of(t, hazard), limits, t.code)) for t in townships]
    was_quiet: set[str] = set()
    if is_current:
        # Nothing stands open where the hour before was known to be below the alarms.
        quiet = Q(level__isnull=True) | Q(level__gt=ALARM_FROM_LEVEL)
        rows = ProductArea.objects.filter(quiet, product=former, is_known=True)
        was_quiet = set(rows.values_list("region_id", flat=True))
    product = _keep(hazard, county, found, hour.at, actor, is_current=is_current)
    if is_current:
        for township, judgement in found:
            _alarm(
                hazard, township, judgement, hour.at, actor, was_quiet=township.code in was_quiet
            )
    return product


def _keep(
    hazard: Hazard,
    county: str,
    found: Sequence[tuple[RegionInfo, Judgement]],
    at: datetime,
    actor: Actor,
    *,
    is_current: bool,
) -> HazardProduct:
    """Keep a product as it was judged; the newest takes the place of the former."""
    if is_current:
        HazardProduct.objects.filter(hazard=hazard, region_id=county, is_current=True).update(
            is_current=False
        )
        ProductArea.objects.filter(
            hazard=hazard, product__region_id=county, is_current=True
        ).update(is_current=False)
    product = HazardProduct.objects.create(
        hazard=hazard,
        valid_at=at,
        made_at=clock.now(),
        region_id=county,
        level=min((j.level for _t, j in found if j.level), default=None),
        areas_judged=sum(j.is_known for _t, j in found),
        areas_unknown=sum(not j.is_known for _t, j in found),
        models_used=list(MODELS[hazard]),
        is_current=is_current,
    )
    ProductArea.objects.bulk_create(
        ProductArea(
            product=product,
            region_id=township.code,
            hazard=hazard,
            valid_at=at,
            level=judgement.level,
            is_known=judgement.is_known,
            is_current=is_current,
            reasons=judgement.reasons,
            figures=judgement.figures,
        )
        for township, judgement in found
    )
    audit(
        actor,
        "natural_hazards.product.made",
        product,
        after={"level": product.level, "unknown": product.areas_unknown},
    )
    emit(
        ProductMade(
            product_id=product.pk,
            hazard=hazard,
            level=product.level,
            valid_at=at,
            region=county,
        ),
        actor,
    )
    return product


def run_within_hour(*, at: datetime, actor: Actor) -> list[HazardProduct]:
    """Take in the rain that came since the hour was judged, and say what has become graver."""
    gather_hours(until=full_hour(at) + HOUR, actor=actor)
    return make_early_products(at=at, actor=actor)


@transaction.atomic
def make_early_products(*, at: datetime, actor: Actor) -> list[HazardProduct]:
    """Make products between two hours where rain has raised a level; else nothing is made.

    Judged are the last full hour with what arrived late, and the running hour as far as it has
    rained: what is not over can only be under-estimated. Townships that are not graver stay as the
    product before them says; levels go down, and alarms end, with the full hour only.
    """
    require_permission(actor, MAKE)
    moment = at.replace(second=0, microsecond=0)
    hours = [Hour(full_hour(at)), Hour(full_hour(at) + HOUR)]
    counties: dict[str, list[RegionInfo]] = defaultdict(list)
    for township in hours[0].townships:
        counties[county_of(township.code)].append(township)
    made = []
    with override(settings.LANGUAGE_CODE):
        for county, townships in sorted(counties.items()):
            for hazard in RAIN_HAZARDS:
                product = _make_early(hazard, county, townships, hours, moment, actor)
                if product is not None:
                    made.append(product)
    return made


def _make_early(
    hazard: Hazard,
    county: str,
    townships: list[RegionInfo],
    hours: Sequence[Hour],
    moment: datetime,
    actor: Actor,
) -> HazardProduct | None:
    former = (
        HazardProduct.objects.select_for_update()
        .filter(hazard=hazard, region_id=county)
        .order_by("-valid_at")
        .first()
    )
    # The hour's own product comes first; an older one is none to add to.
    if former is None or former.valid_at >= moment or former.valid_at < hours[0].at:
        return None
    before = {row.region_id: row for row in ProductArea.objects.filter(product=former)}
    limits = limits_of(hazard)
    found: list[tuple[RegionInfo, Judgement]] = []
    risen: list[tuple[RegionInfo, Judgement]] = []
    for township in townships:
        row = before.get(township.code)
        stood = (
            Judgement(row.level, row.is_known, row.reasons, row.figures)
            if row is not None
            else Judgement(None, is_known=False)
        )
        new = min(
            (judge(hour.of(township, hazard), limits, township.code) for hour in hours), key=_grave
        )
        if _grave(new) < _grave(stood):
            risen.append((township, new))
        found.append((township, min(stood, new, key=_grave)))
    if not risen:
        return None
    product = _keep(hazard, county, found, moment, actor, is_current=True)
    for township, judgement in risen:
        _alarm(hazard, township, judgement, moment, actor, was_quiet=True)
    return product


def _grave(judgement: Judgement) -> int:
    """Order judgements, the gravest first."""
    return judgement.level if judgement.level is not None else NO_LEVEL


def alarm_key(hazard: str, region: str) -> str:
    """Return what an alarm of a township is known by."""
    return f"{hazard}:{region}"


def _alarm(
    hazard: Hazard,
    township: RegionInfo,
    judgement: Judgement,
    at: datetime,
    actor: Actor,
    *,
    was_quiet: bool,
) -> None:
    """Raise, raise higher or clear the alarm of a township; without data it stays as it is."""
    key = alarm_key(hazard, township.code)
    if judgement.level is not None and judgement.level <= ALARM_FROM_LEVEL:
        first: dict[str, Any] = judgement.reasons[0]
        raise_alarm(
            source=PRODUCT_SOURCE,
            source_key=key,
            level=judgement.level,
            title=_("%(place)s: danger of %(hazard)s")
            % {"place": township.name, "hazard": hazard.label},
            reason=reasons_text(judgement.reasons),
            region_code=township.code,
            at=at,
            longitude=township.longitude,
            latitude=township.latitude,
            value=first["value"],
            unit=first["unit"],
            actor=actor,
        )
    elif judgement.is_known and not was_quiet:
        clear_alarm(
            source=PRODUCT_SOURCE,
            source_key=key,
            at=at,
            reason=_("the figures are below the thresholds again"),
            actor=actor,
        )
