"""Taking a hazard in, verifying it, grading it, ordering its rectification."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.organisations.public import find_organisation
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.policy import get_visible, policy_of, require
from anlan.supervision.enterprises.public import list_enterprises
from anlan.supervision.hazards.choices import (
    LEVELS_BY_NAME,
    HazardLevel,
    HazardSource,
)
from anlan.supervision.hazards.constants import (
    DUAL_REPORT_CLOCK,
    NOTICE_CLOCK,
    VERIFY_CLOCK,
)
from anlan.supervision.hazards.criteria import criteria_of
from anlan.supervision.hazards.events import (
    HazardAssigned,
    HazardRegraded,
    HazardRejected,
    HazardReported,
    HazardVerified,
)
from anlan.supervision.hazards.models import (
    Hazard,
    HazardCategory,
    HazardCriterion,
    TipOffReporter,
)
from anlan.supervision.hazards.permissions import REGRADE, REPORT
from anlan.supervision.hazards.services import regrading
from anlan.supervision.hazards.services.common import (
    draw_hazard_number,
    flow,
    local_day,
    locked,
    meet_clock,
    point,
    rectify_rule,
    start_clock,
    stop_clocks,
    tell,
)
from anlan.supervision.hazards.services.recurrence import link_recurrence
from anlan.supervision.hazards.states import HAZARD
from anlan.supervision.risk.public import list_units

#: Found on the spot by who answers for it: a hazard without further verification.
CERTAIN_SOURCES = frozenset({HazardSource.SELF_REPORT, HazardSource.INSPECTION, HazardSource.CHECK})
#: A clock in the field may run a little ahead of ours.
CLOCK_TOLERANCE = timedelta(minutes=10)


@transaction.atomic
def report_hazard(
    *,
    source: str,
    title: str,
    actor: Actor,
    description: str = "",
    region_code: str = "",
    enterprise_id: int | None = None,
    unit_id: int | None = None,
    unit_name: str = "",
    place: str = "",
    criterion_codes: Iterable[str] = (),
    category: str | None = None,
    level: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
    found_at: datetime | None = None,
    found_by: str = "",
    department_id: int | None = None,
    responsible_id: int | None = None,
    due_at: datetime | None = None,
    origin_type: str = "",
    origin_id: str | int = "",
    reporter_name: str = "",
    reporter_phone: str = "",
    is_anonymous: bool = False,
    relapse_of_id: int | None = None,
) -> Hazard:
    """Take a hazard in from any source.

    What the enterprise or an inspector found is a hazard at once and its rectification begins;
    tip-offs, grid reports, alarms and leads wait to be verified. A criterion with major consequence
    makes the hazard major. The same origin reported twice gives the first hazard. Raises
    ``InvalidInput`` or ``NotPermitted`` (place outside one's area).
    """
    now = clock.now()
    found = found_at or now
    if origin_type:
        known = Hazard.objects.filter(origin_type=origin_type, origin_id=str(origin_id)).first()
        if known is not None:
            return known
    hazard = Hazard(
        title=title.strip(),
        description=description.strip(),
        source=source,
        origin_type=origin_type,
        origin_id=str(origin_id),
        place=place.strip(),
        location=point(longitude, latitude),
        unit_id=unit_id,
        unit_name=unit_name.strip()[:200],
        category_id=category or None,
        level=LEVELS_BY_NAME.get(level or "general", HazardLevel.GENERAL),
        found_at=found,
        reported_at=now,
        reported_by_id=actor.id,
        reported_by=(found_by or actor.display_name)[:100],
        reported_organisation_id=actor.organisation_id,
        responsible_id=responsible_id,
        department_id=department_id,
        due_at=due_at,
        relapse_of_id=relapse_of_id,
    )
    if unit_id is not None and enterprise_id is not None and not hazard.unit_name:
        names = {unit.id: unit.name for unit in list_units(enterprise_id, actor)}
        hazard.unit_name = names.get(unit_id, "")[:200]
    _place(hazard, enterprise_id, region_code, actor)
    _check(hazard, level, now)
    if not policy_of(Hazard).can(actor, REPORT, hazard):
        raise NotPermitted(_("This place is outside the area you report hazards for."))
    criteria = criteria_of(criterion_codes)
    if any(c.consequence == "major" for c in criteria):
        hazard.level = HazardLevel.MAJOR
    hazard.number = draw_hazard_number(hazard.region_id)
    link_recurrence(hazard, [c.code for c in criteria])
    hazard.refresh_search_text()
    try:
        with transaction.atomic():
            hazard.save()
    except IntegrityError as error:
        if "hazard_one_per_origin" in str(error):
            return Hazard.objects.get(origin_type=origin_type, origin_id=str(origin_id))
        raise
    HazardCriterion.objects.bulk_create(
        HazardCriterion(
            hazard=hazard,
            code=c.code,
            pack_name=c.pack_name,
            text=c.text,
            basis=c.basis,
            clause=c.clause,
            is_verified=c.is_verified,
            consequence=c.consequence,
        )
        for c in criteria
    )
    if reporter_name.strip() or reporter_phone.strip() or is_anonymous:
        TipOffReporter.objects.create(
            hazard=hazard,
            name="" if is_anonymous else reporter_name.strip(),
            phone="" if is_anonymous else reporter_phone.strip(),
            is_anonymous=is_anonymous,
        )
    audit(
        actor,
        "hazards.hazard.reported",
        hazard,
        after={
            "number": hazard.number,
            "source": source,
            "level": hazard.level_name,
            "region": hazard.region_id,
            "enterprise": enterprise_id,
            "criteria": [c.code for c in criteria],
        },
    )
    tell(
        HazardReported,
        hazard,
        actor,
        number=hazard.number,
        title=hazard.title,
        source=source,
    )
    regrading.weigh(hazard, flow())
    if source in CERTAIN_SOURCES:
        _verify(hazard, flow())
        if hazard.category_id is not None and hazard.organisation_id is not None:
            _assign(hazard, flow(), due_at)
    else:
        start_clock(hazard, VERIFY_CLOCK)
    return hazard


def _place(hazard: Hazard, enterprise_id: int | None, region_code: str, actor: Actor) -> None:
    """Set where the hazard is and whose: by the enterprise, else by region and reporting office."""
    from anlan.base.regions.public import region_at

    if enterprise_id is not None:
        found = list_enterprises(actor, [enterprise_id])
        if not found:
            raise InvalidInput(fields={"enterprise_id": _("Choose an enterprise of your area.")})
        info = found[0]
        hazard.enterprise_id = info.id
        hazard.organisation_id = info.organisation_id
        hazard.sector_id = info.sector
        hazard.place = hazard.place or info.address
        region_code = region_code or info.region_code
        if hazard.location is None:
            hazard.location = point(info.longitude, info.latitude)
        if hazard.department_id is None:
            hazard.department_id = info.supervisor_id
    if not region_code and hazard.location is not None:
        there = region_at(hazard.location.x, hazard.location.y)
        region_code = there.code if there else ""
    if hazard.department_id is None and actor.organisation_id not in (
        None,
        hazard.organisation_id,
    ):
        assert actor.organisation_id is not None
        office = find_organisation(actor.organisation_id)
        if office is not None and office.kind in ("department", "township"):
            hazard.department_id = office.id
    hazard.region_id = region_code


def _check(hazard: Hazard, level: str, now: datetime) -> None:
    fields: dict[str, str] = {}
    if not hazard.title:
        fields["title"] = _("Say in a few words what is wrong.")
    if hazard.source not in HazardSource.values:
        fields["source"] = _("Choose how it became known.")
    if level and level not in LEVELS_BY_NAME:
        fields["level"] = _("Choose general or major.")
    if not hazard.region_id:
        fields["region_code"] = _("Choose the place: an enterprise, a region or a point.")
    if hazard.found_at > now + CLOCK_TOLERANCE:
        fields["found_at"] = _("This time lies ahead.")
    if hazard.due_at is not None and hazard.due_at <= now:
        fields["due_at"] = _("The time to rectify must lie ahead.")
    known = HazardCategory.objects.filter(pk=hazard.category_id)
    if hazard.category_id is not None and not known.exists():
        fields["category"] = _("There is no such cause.")
    if fields:
        raise InvalidInput(fields=fields)


@transaction.atomic
def verify_hazard(
    *,
    hazard_id: int,
    actor: Actor,
    category: str | None = None,
    level: str = "",
    reason: str = "",
) -> Hazard:
    """Confirm on the spot that it is a hazard; from today it counts in the statistics."""
    hazard = locked(hazard_id, actor)
    HAZARD.check(hazard, "verify", actor=actor)
    _set_category(hazard, category)
    if level and LEVELS_BY_NAME.get(level) not in (None, hazard.level):
        _regrade(hazard, level, actor, reason or _("graded when verified"))
    _verify(hazard, actor, reason)
    meet_clock(hazard, VERIFY_CLOCK, evidence=reason)
    return hazard


def _set_category(hazard: Hazard, category: str | None) -> None:
    if not category or category == hazard.category_id:
        return
    if not HazardCategory.objects.filter(pk=category).exists():
        raise InvalidInput(fields={"category": _("There is no such cause.")})
    hazard.category_id = category
    link_recurrence(hazard, list(hazard.criteria.values_list("code", flat=True)))
    hazard.save()


def _verify(hazard: Hazard, actor: Actor, reason: str = "") -> None:
    HAZARD.fire(hazard, "verify", actor=actor, reason=reason)
    hazard.verified_at = clock.now()
    hazard.counted_on = local_day(hazard.verified_at)
    hazard.save(update_fields=["verified_at", "counted_on", "updated_at"])
    if hazard.is_major and hazard.organisation_id is not None:
        _start_major_clocks(hazard)
    audit(actor, "hazards.hazard.verified", hazard, reason=reason)
    tell(HazardVerified, hazard, actor)


def _start_major_clocks(hazard: Hazard) -> None:
    if not hazard.notices.exists():
        start_clock(hazard, NOTICE_CLOCK)
    start_clock(hazard, DUAL_REPORT_CLOCK)


@transaction.atomic
def reject_hazard(*, hazard_id: int, actor: Actor, reason: str) -> Hazard:
    """Find on the spot that it is none; it never counts."""
    hazard = locked(hazard_id, actor)
    HAZARD.fire(hazard, "reject", actor=actor, reason=reason)
    stop_clocks(hazard, reason)
    regrading.unweigh(hazard, actor, reason)
    audit(actor, "hazards.hazard.rejected", hazard, reason=reason)
    tell(HazardRejected, hazard, actor)
    return hazard


@transaction.atomic
def assign_hazard(
    *,
    hazard_id: int,
    actor: Actor,
    responsible_id: int | None = None,
    due_at: datetime | None = None,
    category: str | None = None,
    department_id: int | None = None,
    reason: str = "",
) -> Hazard:
    """Order the rectification: who, until when (by the clock of the level when no day is set)."""
    hazard = locked(hazard_id, actor)
    HAZARD.check(hazard, "assign", actor=actor) if not category else None
    require(actor, HAZARD["assign"].permission, hazard)
    _set_category(hazard, category)
    if due_at is not None and due_at <= clock.now():
        raise InvalidInput(fields={"due_at": _("The time to rectify must lie ahead.")})
    changes(
        hazard,
        responsible_id=responsible_id or hazard.responsible_id,
        department_id=department_id or hazard.department_id,
    )
    _assign(hazard, actor, due_at, reason)
    return hazard


def _assign(hazard: Hazard, actor: Actor, due_at: datetime | None, reason: str = "") -> None:
    HAZARD.fire(hazard, "assign", actor=actor, reason=reason)
    if hazard.responsible_id is None and hazard.enterprise_id is not None:
        from anlan.supervision.enterprises.public import responsible_person_ids

        answerable = responsible_person_ids(hazard.enterprise_id)
        hazard.responsible_id = answerable[0] if answerable else None
    set_due(hazard, start_clock(hazard, rectify_rule(hazard), due_at=due_at))
    hazard.save()
    audit(
        actor,
        "hazards.hazard.assigned",
        hazard,
        after={"responsible": hazard.responsible_id, "due_at": hazard.due_at},
        reason=reason,
    )
    tell(HazardAssigned, hazard, actor, responsible_id=hazard.responsible_id)


def set_due(hazard: Hazard, due_at: datetime) -> None:
    """Set the due time and the last day (midnight belongs to the day before)."""
    hazard.due_at = due_at
    hazard.due_on = local_day(due_at - timedelta(seconds=1))


@transaction.atomic
def regrade_hazard(*, hazard_id: int, level: str, actor: Actor, reason: str) -> Hazard:
    """Change the level, with the reason; clocks and the grade of the unit follow at once."""
    hazard = locked(hazard_id, actor)
    require(actor, REGRADE, hazard)
    if not hazard.is_open:
        raise WrongState(_("This hazard has been crossed off already."))
    if level not in LEVELS_BY_NAME:
        raise InvalidInput(fields={"level": _("Choose general or major.")})
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    if LEVELS_BY_NAME[level] != hazard.level:
        _regrade(hazard, level, actor, reason)
    return hazard


def _regrade(hazard: Hazard, level: str, actor: Actor, reason: str) -> None:
    former, former_rule = hazard.level_name, rectify_rule(hazard)
    hazard.level = LEVELS_BY_NAME[level]
    hazard.save(update_fields=["level", "updated_at"])
    if hazard.state == "rectifying":
        stop_clocks(hazard, reason, former_rule)
        set_due(hazard, start_clock(hazard, rectify_rule(hazard)))
        hazard.save(update_fields=["due_at", "due_on", "updated_at"])
    if hazard.is_major and hazard.counted_on is not None and hazard.organisation_id is not None:
        _start_major_clocks(hazard)
    elif not hazard.is_major:
        for rule in (NOTICE_CLOCK, DUAL_REPORT_CLOCK):
            stop_clocks(hazard, reason, rule)
    regrading.weigh_anew(hazard, flow(), reason)
    audit(
        actor,
        "hazards.hazard.regraded",
        hazard,
        before={"level": former},
        after={"level": level},
        reason=reason,
    )
    tell(HazardRegraded, hazard, actor, former_level=former)


@transaction.atomic
def reveal_reporter(*, hazard_id: int, actor: Actor) -> dict[str, Any]:
    """Return who gave the tip-off, to a holder of the special right; the reading is recorded."""
    reporter = policy_of(TipOffReporter).visible(actor).filter(hazard_id=hazard_id).first()
    if reporter is None:
        get_visible(Hazard, hazard_id, actor=actor)
        raise NotPermitted(_("The reporter's identity is protected."))
    audit(actor, "hazards.reporter.revealed", reporter.hazard)
    return {
        "name": reporter.name,
        "phone": reporter.phone,
        "is_anonymous": reporter.is_anonymous,
    }
