"""The patrol of one unit: notice, receipt, work on site, draft, answer, feedback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import cancel_deadlines, meet_deadline, start_deadline
from anlan.base.files.public import store_upload
from anlan.governance.patrols.choices import (
    WRITABLE,
    FindingState,
    Outcome,
    RecordKind,
    VisitState,
)
from anlan.governance.patrols.events import FeedbackIssued, FindingMoved
from anlan.governance.patrols.models import CheckResult, Finding, Visit, VisitRecord
from anlan.governance.patrols.papers import render_feedback, render_notice
from anlan.governance.patrols.permissions import PATROL
from anlan.governance.patrols.services.common import (
    COMMENT,
    RECEIPT,
    after_working_days,
    locked_visit,
    office_people,
    people_of_unit,
    say,
    team_people,
    tell_finding,
    tell_visit,
)
from anlan.governance.patrols.states import FINDING, VISIT
from anlan.governance.responsibility.public import record_duty
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import require

#: Days a unit has for the draft, see ``data/clock_rules.csv``.
COMMENT_WORKING_DAYS = 5


@transaction.atomic
def notify_visit(*, visit_id: int, actor: Actor) -> Visit:
    """Send the notice: a paper with day, team and what is looked at; the unit signs for it."""
    visit = locked_visit(visit_id, actor)
    VISIT.fire(visit, "notify", actor=actor, also={"notified_at": clock.now()})
    paper = render_notice(visit, actor)
    visit.notice_id = paper.id
    visit.save(update_fields=["notice_id", "updated_at"])
    audit(actor, "patrols.visit.notified", visit, after={"number": paper.number})
    people = people_of_unit(visit.organisation_id)
    start_deadline(rule_code=RECEIPT, subject=visit, actor=actor, responsible_ids=people)
    body = _("Planned for %(day)s.") % {"day": visit.planned_on}
    say(visit, people, _("Notice of a patrol: %(name)s"), actor, body=body, must_confirm=True)
    if visit.team is not None:
        say(visit, team_people(visit.team), _("Your team patrols %(name)s"), actor, body=body)
    tell_visit(visit, actor)
    return visit


@transaction.atomic
def receive_notice(*, visit_id: int, actor: Actor) -> Visit:
    """Sign for the notice in the name of the unit."""
    visit = locked_visit(visit_id, actor)
    VISIT.fire(
        visit,
        "receive",
        actor=actor,
        also={"received_at": clock.now(), "received_by": actor.display_name[:100]},
    )
    meet_deadline(subject=visit, rule_code=RECEIPT, actor=actor)
    audit(actor, "patrols.visit.received", visit)
    tell_visit(visit, actor)
    return visit


@transaction.atomic
def begin_visit(*, visit_id: int, actor: Actor) -> Visit:
    """The team is there."""
    visit = locked_visit(visit_id, actor)
    VISIT.fire(visit, "begin", actor=actor, also={"begun_on": clock.today()})
    cancel_deadlines(subject=visit, actor=actor, reason=_("The team is there."))
    audit(actor, "patrols.visit.begun", visit, after={"unannounced": visit.is_unannounced})
    if visit.is_unannounced:
        say(
            visit,
            people_of_unit(visit.organisation_id),
            _("A patrol team is with you: %(name)s"),
            actor,
        )
    tell_visit(visit, actor)
    return visit


def _writable(visit: Visit, actor: Actor) -> None:
    require(actor, PATROL, visit)
    if visit.state not in WRITABLE:
        raise WrongState(
            _("Nothing can be written before the team is there or after the feedback.")
        )


@transaction.atomic
def record_results(*, visit_id: int, results: Mapping[int, tuple[str, str]], actor: Actor) -> Visit:
    """Keep what was found about items of the checklist: item → (outcome, remark).

    An empty outcome takes the item back. Items of other lists are refused.
    """
    visit = locked_visit(visit_id, actor)
    _writable(visit, actor)
    items = set(visit.checklist.items.values_list("pk", flat=True)) if visit.checklist else set()
    if set(results) - items:
        raise InvalidInput(_("This item does not belong to the checklist of the patrol."))
    for item_id, (outcome, remark) in results.items():
        if not outcome:
            visit.results.filter(item_id=item_id).delete()
            continue
        CheckResult.objects.update_or_create(
            visit=visit,
            item_id=item_id,
            defaults={
                "outcome": Outcome(outcome),
                "remark": remark.strip()[:500],
                "made_by": actor.display_name[:100],
            },
        )
    audit(actor, "patrols.visit.checked", visit, after={"items": visit.results.count()})
    tell_visit(visit, actor)
    return visit


@transaction.atomic
def add_record(
    *,
    visit_id: int,
    kind: str,
    title: str,
    actor: Actor,
    text: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
    photos: Iterable[UploadedFile[Any]] = (),
) -> VisitRecord:
    """Write down a talk, a document read or a place visited, with photos."""
    visit = locked_visit(visit_id, actor)
    _writable(visit, actor)
    if not title.strip():
        raise InvalidInput(fields={"title": _("Say with whom, what or where.")})
    has_place = longitude is not None and latitude is not None
    made = VisitRecord.objects.create(
        visit=visit,
        kind=RecordKind(kind),
        title=title.strip(),
        text=text.strip(),
        location=Point(longitude, latitude, srid=4326) if has_place else None,
        made_at=clock.now(),
        made_by=actor.display_name[:100],
    )
    for uploaded in photos:
        store_upload(uploaded=uploaded, subject=made, actor=actor, kind="document")
    audit(actor, "patrols.visit.recorded", visit, after={"kind": kind, "title": made.title})
    tell_visit(visit, actor)
    return made


@transaction.atomic
def write_summary(*, visit_id: int, summary: str, actor: Actor) -> Visit:
    """Write the overall judgement that opens the feedback."""
    visit = locked_visit(visit_id, actor)
    _writable(visit, actor)
    if not summary.strip():
        raise InvalidInput(fields={"summary": _("Write the overall judgement.")})
    visit.summary = summary.strip()
    visit.save(update_fields=["summary", "updated_at"])
    audit(actor, "patrols.visit.judged", visit)
    tell_visit(visit, actor)
    return visit


@transaction.atomic
def finish_visit(*, visit_id: int, actor: Actor) -> Visit:
    """The work on site is done: from now on the unit counts as visited, the leader has led one."""
    visit = locked_visit(visit_id, actor)
    VISIT.fire(visit, "finish", actor=actor, also={"visited_on": clock.today()})
    audit(actor, "patrols.visit.finished", visit, after={"findings": visit.findings.count()})
    if visit.team is not None:
        record_duty(
            kind="inspection",
            day=clock.today(),
            text=f"带队开展“{visit.round.title}”，巡查{visit.name}",
            person_id=visit.team.leader_id,
            subject=visit,
            actor=actor,
        )
    tell_visit(visit, actor)
    return visit


@transaction.atomic
def consult_unit(*, visit_id: int, actor: Actor) -> Visit:
    """Tell the unit the draft of the findings; it may answer within five working days."""
    visit = locked_visit(visit_id, actor)
    due = after_working_days(clock.today(), COMMENT_WORKING_DAYS)
    VISIT.fire(visit, "consult", actor=actor, also={"comment_due_on": due})
    people = people_of_unit(visit.organisation_id)
    start_deadline(rule_code=COMMENT, subject=visit, actor=actor, responsible_ids=people)
    audit(actor, "patrols.visit.consulted", visit, after={"due": due})
    say(
        visit,
        people,
        _("Draft findings of the patrol: %(name)s"),
        actor,
        body=_("Answer by %(day)s.") % {"day": due},
        must_confirm=True,
    )
    tell_visit(visit, actor)
    return visit


@transaction.atomic
def answer_draft(
    *, visit_id: int, comment: str, actor: Actor, papers: Iterable[UploadedFile[Any]] = ()
) -> Visit:
    """Say what the unit has to say to the draft; “no objection” is an answer as well."""
    visit = locked_visit(visit_id, actor)
    VISIT.check(visit, "answer", actor=actor)
    if not comment.strip():
        raise InvalidInput(fields={"comment": _("Say what you object to, or that you do not.")})
    VISIT.fire(
        visit,
        "answer",
        actor=actor,
        also={
            "comment": comment.strip(),
            "comment_by": actor.display_name[:100],
            "commented_at": clock.now(),
        },
    )
    for uploaded in papers:
        store_upload(uploaded=uploaded, subject=visit, actor=actor, kind="document")
    meet_deadline(subject=visit, rule_code=COMMENT, actor=actor)
    audit(actor, "patrols.visit.answered", visit)
    if visit.team is not None:
        say(visit, team_people(visit.team), _("Draft answered: %(name)s"), actor)
    tell_visit(visit, actor)
    return visit


@transaction.atomic
def issue_feedback(*, visit_id: int, actor: Actor) -> Visit:
    """Give the feedback: the paper is made, every finding goes to its unit and its clock runs."""
    visit = locked_visit(visit_id, actor)
    VISIT.check(visit, "issue", actor=actor)
    findings = list(
        Finding.objects.select_for_update(of=("self",))
        .filter(visit=visit, state=FindingState.NOTED)
        .select_related("organisation")
    )
    today = clock.today()
    past = [str(finding.serial) for finding in findings if finding.due_on <= today]
    if past:
        raise WrongState(
            _("The day to put right findings %(numbers)s has passed: set another first.")
            % {"numbers": "、".join(past)}
        )
    VISIT.fire(
        visit,
        "issue",
        actor=actor,
        also={"issued_at": clock.now(), "issued_by": actor.display_name[:100]},
    )
    for finding in findings:
        finding.visit = visit
        FINDING.fire(finding, "assign", actor=actor, also={"assigned_on": today})
        audit(actor, "patrols.finding.assigned", finding, after={"due": finding.due_on})
        tell_finding(FindingMoved, finding, actor)
    paper = render_feedback(visit, actor)
    visit.number, visit.document_id = paper.number, paper.id
    visit.save(update_fields=["number", "document_id", "updated_at"])
    cancel_deadlines(subject=visit, actor=actor, reason=_("The feedback was given."))
    audit(
        actor,
        "patrols.visit.issued",
        visit,
        after={"number": paper.number, "findings": len(findings)},
    )
    units = {visit.organisation_id, *(finding.organisation_id for finding in findings)}
    for unit in units:
        say(
            visit if unit == visit.organisation_id else _first(findings, unit),
            people_of_unit(unit),
            _("Feedback of a patrol: %(name)s"),
            actor,
            must_confirm=True,
        )
    emit(FeedbackIssued(visit.pk, visit.organisation_id, len(findings)), actor)
    tell_visit(visit, actor)
    if not findings:
        close_finished(visit, actor)
    return visit


def _first(findings: Iterable[Finding], unit: int) -> Finding:
    return next(finding for finding in findings if finding.organisation_id == unit)


def close_finished(visit: Visit, actor: Actor) -> bool:
    """Close a patrol of which no finding is open; the platform does it when the last one closes."""
    visit.refresh_from_db(fields=["state"])
    left = visit.findings.filter(state__in=(FindingState.RECTIFYING, FindingState.SUBMITTED))
    if visit.state != VisitState.ISSUED or left.exists():
        return False
    from anlan.governance.patrols.selectors.units import platform

    VISIT.fire(visit, "close", actor=platform(), also={"closed_at": clock.now()})
    audit(platform(), "patrols.visit.closed", visit)
    tell_visit(visit, actor)
    return True


@transaction.atomic
def close_visit(*, visit_id: int, actor: Actor) -> Visit:
    """Close a patrol by hand."""
    visit = locked_visit(visit_id, actor)
    VISIT.fire(visit, "close", actor=actor, also={"closed_at": clock.now()})
    audit(actor, "patrols.visit.closed", visit)
    tell_visit(visit, actor)
    return visit


@transaction.atomic
def reopen_visit(*, visit_id: int, reason: str, actor: Actor) -> Visit:
    """Take up a closed patrol again by hand; its findings stay as they are."""
    visit = locked_visit(visit_id, actor)
    VISIT.fire(visit, "reopen", actor=actor, reason=reason, also={"closed_at": None})
    audit(actor, "patrols.visit.reopened", visit, reason=reason)
    tell_visit(visit, actor)
    return visit


@transaction.atomic
def cancel_visit(*, visit_id: int, reason: str, actor: Actor) -> Visit:
    """Leave a unit out with a reason; it counts neither as planned nor as visited."""
    visit = locked_visit(visit_id, actor)
    was_known = visit.state != VisitState.PLANNED
    VISIT.fire(visit, "cancel", actor=actor, reason=reason)
    cancel_deadlines(subject=visit, actor=actor, reason=reason[:200])
    audit(actor, "patrols.visit.cancelled", visit, reason=reason)
    if was_known:
        say(
            visit,
            [*people_of_unit(visit.organisation_id), *office_people(visit.round.office_id)],
            _("The patrol does not take place: %(name)s"),
            actor,
            body=reason,
        )
    tell_visit(visit, actor)
    return visit


@transaction.atomic
def reinstate_visit(*, visit_id: int, actor: Actor) -> Visit:
    """Take a unit that was left out into the round again, as planned: the notice goes out anew.

    A day that has passed is given up: with it the visit would be late from the first moment.
    """
    visit = locked_visit(visit_id, actor)
    also: dict[str, Any] = {
        "notified_at": None,
        "notice_id": None,
        "received_at": None,
        "received_by": "",
    }
    if visit.planned_on is not None and visit.planned_on < clock.today():
        also["planned_on"] = None
    VISIT.fire(visit, "reinstate", actor=actor, also=also)
    audit(actor, "patrols.visit.reinstated", visit, after={"planned_on": visit.planned_on})
    tell_visit(visit, actor)
    return visit
