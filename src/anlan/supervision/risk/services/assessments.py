"""Versions of an assessment: open, submit, approve, put in force, compare, call for another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import cancel_deadlines, meet_deadline, start_deadline
from anlan.base.workflow.public import approval_of, decide, start_approval
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.bulk import update_rows
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.supervision.enterprises.public import lock_enterprise
from anlan.supervision.risk.choices import AssessmentState, Level, Trigger
from anlan.supervision.risk.constants import REASSESS_DAYS, RULE_OTHER, RULE_PERIOD
from anlan.supervision.risk.errors import NothingToAssess
from anlan.supervision.risk.events import AssessmentChanged, AssessmentInForce
from anlan.supervision.risk.models import Assessment, Control, RiskEvent, RiskUnit
from anlan.supervision.risk.permissions import SUBMIT
from anlan.supervision.risk.services.factors import regrade_units
from anlan.supervision.risk.states import ASSESSMENT

DEFINITION = "risk.assessment"


def _told(assessment: Assessment, actor: Actor) -> None:
    emit(
        AssessmentChanged(
            enterprise_id=assessment.enterprise_id,
            region=assessment.enterprise.region_id,
            assessment_id=assessment.pk,
            state=assessment.state,
        ),
        actor,
    )


@transaction.atomic
def open_assessment(
    *, enterprise_id: int, trigger: str, actor: Actor, note: str = ""
) -> Assessment:
    """Open the next version; one that is open already is returned as it is."""
    lock_enterprise(enterprise_id)
    rows = Assessment.objects.filter(enterprise_id=enterprise_id)
    latest = rows.aggregate(n=Max("version"))["n"] or 0
    assessment = Assessment(
        enterprise_id=enterprise_id,
        version=latest + 1,
        trigger=Trigger(trigger),
        note=note,
        made_by=actor.display_name[:100],
    )
    require(actor, SUBMIT, assessment)
    running = rows.filter(state__in=("draft", "submitted", "returned")).first()
    if running is not None:
        return running
    assessment.save()
    audit(actor, "risk.assessment.opened", assessment, after={"trigger": trigger}, reason=note)
    _told(assessment, actor)
    return assessment


def take_snapshot(enterprise_id: int) -> list[dict[str, Any]]:
    """Return the tree of an enterprise as plain values: units with events with controls."""
    controls: dict[int, list[dict[str, Any]]] = {}
    for control in Control.objects.filter(enterprise_id=enterprise_id, is_retired=False):
        controls.setdefault(control.event_id, []).append(
            {
                "code": control.code,
                "category": control.category,
                "description": control.description,
                "period": control.period,
                "control_level": control.control_level,
            }
        )
    events: dict[int, list[dict[str, Any]]] = {}
    rows = RiskEvent.objects.filter(enterprise_id=enterprise_id).select_related("method")
    for event in rows.order_by("unit_id", "code"):
        events.setdefault(event.unit_id, []).append(
            {
                "code": event.code,
                "name": event.name,
                "method": str(event.method) if event.method else "",
                "inherent": event.inherent_level,
                "residual": event.residual_level,
                "inherent_score": event.inherent_score,
                "residual_score": event.residual_score,
                "controls": controls.get(event.pk, []),
            }
        )
    found = []
    units = RiskUnit.objects.filter(enterprise_id=enterprise_id, is_retired=False)
    for unit in units.order_by("code"):
        own = events.get(unit.pk, [])
        found.append(
            {
                "id": unit.pk,
                "code": unit.code,
                "name": unit.name,
                "inherent": min((e["inherent"] for e in own), default=int(Level.BLUE)),
                "residual": min((e["residual"] for e in own), default=int(Level.BLUE)),
                "events": own,
            }
        )
    return found


@transaction.atomic
def submit_assessment(*, assessment_id: int, actor: Actor, comment: str = "") -> Assessment:
    """Freeze the tree and submit it. Raises ``NothingToAssess`` while a unit has no event."""
    assessment = get_visible(Assessment, assessment_id, actor=actor, lock=True)
    snapshot = take_snapshot(assessment.enterprise_id)
    empty = [unit["name"] for unit in snapshot if not unit["events"]]
    if not snapshot:
        raise NothingToAssess(_("There is no risk unit yet: add an object and its units first."))
    if empty:
        raise NothingToAssess(
            _("These units have no risk event yet: %(names)s") % {"names": "、".join(empty[:5])}
        )
    ASSESSMENT.fire(assessment, "submit", actor=actor, reason=comment)
    assessment.snapshot = snapshot
    assessment.submitted_at = clock.now()
    assessment.save(update_fields=["snapshot", "submitted_at", "updated_at"])
    start_approval(subject=assessment, definition_code=DEFINITION, actor=actor, note=comment)
    audit(
        actor,
        "risk.assessment.submitted",
        assessment,
        after={"units": len(snapshot)},
        reason=comment,
    )
    _told(assessment, actor)
    return assessment


@transaction.atomic
def approve_assessment(*, assessment_id: int, actor: Actor, comment: str = "") -> Assessment:
    """Decide the running approval; the version is in force when the last step is decided."""
    return _decide(assessment_id, "approve", actor, comment)


@transaction.atomic
def return_assessment(*, assessment_id: int, actor: Actor, reason: str) -> Assessment:
    """Return the version for improvement."""
    return _decide(assessment_id, "return", actor, reason)


def _decide(assessment_id: int, verdict: str, actor: Actor, comment: str) -> Assessment:
    assessment = get_visible(Assessment, assessment_id, actor=actor)
    step = "approve" if verdict == "approve" else "return_"
    ASSESSMENT.check(assessment, step, actor=actor, reason=comment)
    approval = approval_of(assessment)
    if approval is None or not approval.is_running:
        raise NothingToAssess(_("No approval of this version is running."))
    decide(approval_id=approval.id, verdict=verdict, actor=actor, comment=comment)
    assessment.refresh_from_db()
    return assessment


@transaction.atomic
def mark_returned(*, assessment_id: int, reason: str, actor: Actor) -> Assessment:
    """Carry out that an approval was returned or withdrawn."""
    assessment = get_visible(Assessment, assessment_id, actor=actor, lock=True)
    ASSESSMENT.fire(assessment, "return_", actor=actor, reason=reason or "—")
    audit(actor, "risk.assessment.returned", assessment, reason=reason)
    _told(assessment, actor)
    return assessment


@transaction.atomic
def put_in_force(*, assessment_id: int, actor: Actor) -> Assessment:
    """Give the units the levels of the approved version; the former version is superseded."""
    found = get_visible(Assessment, assessment_id, actor=actor)
    lock_enterprise(found.enterprise_id)
    assessment = get_visible(Assessment, assessment_id, actor=actor, lock=True)
    former = Assessment.objects.filter(
        enterprise_id=assessment.enterprise_id, state=AssessmentState.IN_FORCE
    ).first()
    if former is not None:
        ASSESSMENT.fire(former, "supersede", actor=actor)
        for rule in (RULE_PERIOD, RULE_OTHER):
            meet_deadline(subject=former, rule_code=rule, actor=actor, evidence=str(assessment))
        cancel_deadlines(subject=former, actor=actor, reason=_("superseded"))
    ASSESSMENT.fire(assessment, "approve", actor=actor)
    assessment.in_force_at = clock.now()
    assessment.due_on = clock.today() + timedelta(days=REASSESS_DAYS)
    assessment.save(update_fields=["in_force_at", "due_on", "updated_at"])
    levels = {unit["id"]: unit for unit in assessment.snapshot}
    units = list(
        RiskUnit.objects.filter(enterprise_id=assessment.enterprise_id, pk__in=levels).order_by(
            "pk"
        )
    )
    for unit in units:
        judged = levels[unit.pk]
        unit.inherent_level, unit.residual_level = judged["inherent"], judged["residual"]
        unit.assessed_on = clock.today()
        # Never lighter than assessed; the open factors are weighed below.
        unit.current_level = min(unit.current_level, unit.residual_level)
        unit.updated_at = clock.now()
    update_rows(
        units, ["inherent_level", "residual_level", "current_level", "assessed_on", "updated_at"]
    )
    why = _("Assessment version %(version)s in force") % {"version": assessment.version}
    regrade_units(
        enterprise_id=assessment.enterprise_id,
        unit_ids=[*(unit.pk for unit in units), None],
        why=why,
        actor=actor,
    )
    start_deadline(rule_code=RULE_PERIOD, subject=assessment, actor=actor)
    audit(
        actor,
        "risk.assessment.in_force",
        assessment,
        after={"version": assessment.version, "units": len(units)},
    )
    emit(
        AssessmentInForce(
            enterprise_id=assessment.enterprise_id,
            region=assessment.enterprise.region_id,
            assessment_id=assessment.pk,
            version=assessment.version,
        ),
        actor,
    )
    return assessment


@transaction.atomic
def require_reassessment(
    *, enterprise_id: int, trigger: str, note: str, actor: Actor
) -> Assessment:
    """Call for another version after a change or an accident: a draft is opened, a clock starts."""
    assessment = open_assessment(
        enterprise_id=enterprise_id, trigger=trigger, note=note, actor=system_actor("risk")
    )
    in_force = Assessment.objects.filter(
        enterprise_id=enterprise_id, state=AssessmentState.IN_FORCE
    ).first()
    start_deadline(rule_code=RULE_OTHER, subject=in_force or assessment, actor=actor, title=note)
    return assessment


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the comparison of two versions."""

    unit: str
    code: str
    what: str  # added | removed | level | events | controls
    before: str
    after: str


def compare_assessments(old: Assessment, new: Assessment) -> list[Difference]:
    """Return what differs between the trees of two versions, unit by unit."""
    olds = {unit["code"]: unit for unit in old.snapshot}
    news = {unit["code"]: unit for unit in new.snapshot}
    found: list[Difference] = []
    for code in sorted(olds.keys() | news.keys()):
        before, after = olds.get(code), news.get(code)
        if before is None or after is None:
            present: dict[str, Any] = after or before or {}
            what = "added" if before is None else "removed"
            words = _level_words(present)
            found.append(
                Difference(
                    present["name"],
                    code,
                    what,
                    "" if before is None else words,
                    "" if after is None else words,
                )
            )
            continue
        if (before["inherent"], before["residual"]) != (after["inherent"], after["residual"]):
            found.append(
                Difference(after["name"], code, "level", _level_words(before), _level_words(after))
            )
        for what, names in (("events", _events), ("controls", _controls)):
            was, now = names(before), names(after)
            if was != now:
                found.append(
                    Difference(
                        after["name"],
                        code,
                        what,
                        "；".join(sorted(was - now)),
                        "；".join(sorted(now - was)),
                    )
                )
    return found


def _level_words(unit: dict[str, Any]) -> str:
    return _("inherent %(inherent)s, residual %(residual)s") % {
        "inherent": Level(unit["inherent"]).label,
        "residual": Level(unit["residual"]).label,
    }


def _events(unit: dict[str, Any]) -> set[str]:
    return {event["name"] for event in unit["events"]}


def _controls(unit: dict[str, Any]) -> set[str]:
    return {control["description"] for event in unit["events"] for control in event["controls"]}
