"""What happens when time runs out: lateness, the rungs above, tracing responsibility back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import start_deadline
from anlan.base.organisations.public import find_organisation, list_people_info
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, require
from anlan.supervision.enterprises.public import get_enterprise, responsible_person_ids
from anlan.supervision.hazards.choices import HazardState, TraceState, TraceTrigger
from anlan.supervision.hazards.constants import (
    ESCALATION_CLOCKS,
    RECTIFY_GENERAL,
    RECTIFY_MAJOR,
)
from anlan.supervision.hazards.events import HazardOverdue, TraceBackConcluded, TraceBackOpened
from anlan.supervision.hazards.models import Hazard, TraceBack
from anlan.supervision.hazards.permissions import TRACE
from anlan.supervision.hazards.services import regrading
from anlan.supervision.hazards.services.common import flow, tell
from anlan.supervision.risk.public import list_checks

RECTIFY_CLOCKS = (RECTIFY_GENERAL, RECTIFY_MAJOR)
#: How far back the checks of the place are looked at when responsibility is traced.
TRACE_DAYS = 365
TRACE_RECORDS = 50
LATE_STATES = (HazardState.VERIFIED, HazardState.RECTIFYING, HazardState.DISPUTED)


@transaction.atomic
def mark_overdue(*, hazard_id: int, rule_code: str, actor: Actor) -> Hazard | None:
    """Take up a clock that has run out: the first marks lateness, the others climb the ladder.

    The unit is re-graded in this transaction; a late major hazard opens a trace-back. None when the
    hazard was handed in meanwhile.
    """
    hazard = Hazard.objects.select_for_update(of=("self",)).filter(pk=hazard_id).first()
    if hazard is None or hazard.state not in LATE_STATES:
        return None
    if rule_code in RECTIFY_CLOCKS:
        hazard.overdue_at, hazard.escalation_step = clock.now(), 0
        hazard.save(update_fields=["overdue_at", "escalation_step", "updated_at"])
        regrading.weigh_anew(hazard, actor, _("not rectified in time"))
        audit(actor, "hazards.hazard.overdue", hazard, after={"due_at": hazard.due_at})
        _climb(hazard, 0)
        if hazard.is_major:
            open_trace_back(hazard, TraceTrigger.OVERDUE, actor)
    elif rule_code in ESCALATION_CLOCKS:
        step = ESCALATION_CLOCKS.index(rule_code) + 1
        hazard.escalation_step = step
        hazard.save(update_fields=["escalation_step", "updated_at"])
        audit(actor, "hazards.hazard.escalated", hazard, after={"step": step})
        if step < len(ESCALATION_CLOCKS):
            _climb(hazard, step)
    else:
        return None
    tell(HazardOverdue, hazard, actor, step=hazard.escalation_step)
    return hazard


def _climb(hazard: Hazard, rung: int) -> None:
    """Start the clock of the next rung: principal, township, bureau, county leader.

    The clock rule names who above is told when it runs out; the first rung names the principal.
    """
    people: list[int] = []
    if rung == 0 and hazard.enterprise_id is not None:
        principal = get_enterprise(hazard.enterprise_id, flow()).principal
        people = [principal.person_id] if principal else []
    start_deadline(
        rule_code=ESCALATION_CLOCKS[rung], subject=hazard, actor=flow(), responsible_ids=people
    )


def open_trace_back(
    hazard: Hazard, trigger: str, actor: Actor, *, incident_id: int | None = None
) -> TraceBack:
    """Open a trace-back once for each reason: whose duty it was, what is on record."""
    found, made = TraceBack.objects.get_or_create(
        hazard=hazard,
        trigger=trigger,
        defaults={
            "incident_id": incident_id,
            "opened_at": clock.now(),
            "opened_by": actor.display_name[:100],
            "duties": duties_of(hazard),
            "records": records_of(hazard),
        },
    )
    if made:
        audit(actor, "hazards.trace_back.opened", found, after={"trigger": trigger})
        tell(TraceBackOpened, hazard, actor, trigger=trigger)
    return found


def duties_of(hazard: Hazard) -> list[dict[str, Any]]:
    """Return who had the duty to find it: people of the enterprise, the office, the township."""
    found: list[dict[str, Any]] = []
    if hazard.enterprise_id is not None:
        ids = responsible_person_ids(hazard.enterprise_id)
        people = list_people_info(ids)
        found += [
            {"name": people[pk].name, "office": people[pk].organisation_name, "why": "enterprise"}
            for pk in ids
            if pk in people
        ]
    if hazard.department_id is not None and (office := find_organisation(hazard.department_id)):
        found.append({"name": office.name, "office": office.name, "why": "department"})
    found.append({"name": str(hazard.region), "office": str(hazard.region), "why": "territory"})
    return found


def records_of(hazard: Hazard) -> list[dict[str, Any]]:
    """Return the checks on record before it was found: of the unit, and earlier hazards there."""
    since = hazard.found_at - timedelta(days=TRACE_DAYS)
    found: list[dict[str, Any]] = []
    if hazard.enterprise_id is not None:
        checks = list_checks(
            flow(), enterprise_id=hazard.enterprise_id, unit_id=hazard.unit_id, since=since
        )
        found += [
            {
                "at": (check.checked_at or check.due_at).isoformat(),
                "what": check.control,
                "result": check.state,
                "by": check.checked_by,
                "url": check.url,
            }
            for check in checks
            if check.due_at <= hazard.found_at
        ][:TRACE_RECORDS]
        earlier = Hazard.objects.filter(
            enterprise_id=hazard.enterprise_id,
            unit_id=hazard.unit_id,
            found_at__gte=since,
            found_at__lt=hazard.found_at,
        ).order_by("-found_at")[:TRACE_RECORDS]
        found += [
            {
                "at": one.found_at.isoformat(),
                "what": str(one),
                "result": one.state,
                "by": one.reported_by,
                "url": one.get_absolute_url(),
            }
            for one in earlier
        ]
    return found


@transaction.atomic
def begin_trace_back(
    *,
    hazard_id: int,
    actor: Actor,
    trigger: str = TraceTrigger.INCIDENT,
    incident_id: int | None = None,
) -> TraceBack:
    """Open a trace-back by hand: an incident followed, or a leader asks."""
    hazard = get_visible(Hazard, hazard_id, actor=actor, lock=True)
    require(actor, TRACE, hazard)
    if trigger not in TraceTrigger.values:
        raise InvalidInput(fields={"trigger": _("Choose why it is opened.")})
    return open_trace_back(hazard, trigger, actor, incident_id=incident_id)


@transaction.atomic
def conclude_trace_back(
    *, trace_back_id: int, conclusion: str, actor: Actor, measures: str = ""
) -> TraceBack:
    """Say who failed in what, and what follows."""
    found = get_visible(TraceBack, trace_back_id, actor=actor, lock=True)
    require(actor, TRACE, found)
    if found.state == TraceState.CONCLUDED:
        raise WrongState(_("This trace-back has a conclusion already."))
    if not conclusion.strip():
        raise InvalidInput(fields={"conclusion": _("Write the conclusion.")})
    found.state, found.conclusion = TraceState.CONCLUDED, conclusion.strip()
    found.measures = measures.strip()
    found.concluded_at, found.concluded_by = clock.now(), actor.display_name[:100]
    found.save()
    audit(actor, "hazards.trace_back.concluded", found, reason=conclusion)
    tell(TraceBackConcluded, found.hazard, actor, trigger=found.trigger)
    return found
