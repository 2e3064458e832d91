"""Findings: noting them, putting them right, checking, looking again, taking them further."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.files.public import store_upload
from anlan.base.organisations.public import find_organisation
from anlan.governance.oversight.public import issue_order
from anlan.governance.patrols.choices import (
    FED_BACK,
    WRITABLE,
    FindingKind,
    FindingState,
    Severity,
    UnitKind,
    VisitState,
)
from anlan.governance.patrols.errors import CheckerIsReporter
from anlan.governance.patrols.events import FindingClosed, FindingMoved, FindingNoted
from anlan.governance.patrols.models import Finding, LookBack, Rectification, Visit
from anlan.governance.patrols.permissions import CHECK, PATROL
from anlan.governance.patrols.selectors.units import platform
from anlan.governance.patrols.services.common import (
    locked_finding,
    locked_visit,
    office_people,
    people_of_unit,
    say,
    tell_finding,
    tell_visit,
)
from anlan.governance.patrols.services.visits import close_finished
from anlan.governance.patrols.states import FINDING, VISIT
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import require
from anlan.supervision.enterprises.choices import Category
from anlan.supervision.enterprises.public import list_operating
from anlan.supervision.hazards.public import report_hazard


def _checked(visit: Visit, title: str, organisation_id: int, due_on: date) -> None:
    fields = {}
    if not title.strip():
        fields["title"] = _("Say what is wrong.")
    if due_on <= clock.today():
        fields["due_on"] = _("The day must lie ahead.")
    if find_organisation(organisation_id) is None:
        fields["organisation_id"] = _("Choose the unit that puts it right.")
    if fields:
        raise InvalidInput(fields=fields)


@transaction.atomic
def note_finding(
    *,
    visit_id: int,
    title: str,
    kind: str,
    due_on: date,
    actor: Actor,
    text: str = "",
    severity: int = Severity.ORDINARY,
    basis: str = "",
    item_id: int | None = None,
    organisation_id: int | None = None,
    demand: str = "",
    photos: Iterable[UploadedFile[Any]] = (),
) -> Finding:
    """Note a problem during or after the visit; without another unit the one visited answers."""
    visit = locked_visit(visit_id, actor)
    require(actor, PATROL, visit)
    if visit.state not in WRITABLE:
        raise WrongState(
            _("Nothing can be written before the team is there or after the feedback.")
        )
    unit = organisation_id or visit.organisation_id
    _checked(visit, title, unit, due_on)
    item = visit.checklist.items.filter(pk=item_id).first() if item_id and visit.checklist else None
    last = visit.findings.aggregate(last=Max("serial"))["last"] or 0
    made = Finding.objects.create(
        visit=visit,
        serial=last + 1,
        title=title.strip(),
        text=text.strip(),
        kind=FindingKind(kind),
        severity=Severity(severity),
        basis=basis.strip() or (item.legal_basis if item else ""),
        item=item,
        organisation_id=unit,
        demand=demand.strip(),
        due_on=due_on,
        noted_by=actor.display_name[:100],
    )
    for uploaded in photos:
        store_upload(uploaded=uploaded, subject=made, actor=actor, kind="document")
    audit(actor, "patrols.finding.noted", made, after={"unit": unit, "due": due_on})
    tell_finding(FindingNoted, made, actor)
    return made


@transaction.atomic
def change_finding(
    *,
    finding_id: int,
    title: str,
    kind: str,
    due_on: date,
    actor: Actor,
    text: str = "",
    severity: int = Severity.ORDINARY,
    basis: str = "",
    organisation_id: int | None = None,
    demand: str = "",
    photos: Iterable[UploadedFile[Any]] = (),
) -> Finding:
    """Change a finding until the feedback is given, also after the unit has answered the draft."""
    finding = locked_finding(finding_id, actor)
    require(actor, PATROL, finding)
    if finding.state != FindingState.NOTED or finding.visit.state not in WRITABLE:
        raise WrongState(_("The feedback was given: the finding can no longer be changed."))
    unit = organisation_id or finding.visit.organisation_id
    _checked(finding.visit, title, unit, due_on)
    before, after = changes(
        finding,
        title=title.strip(),
        text=text.strip(),
        kind=FindingKind(kind),
        severity=Severity(severity),
        basis=basis.strip(),
        organisation_id=unit,
        demand=demand.strip(),
        due_on=due_on,
    )
    finding.save()
    for uploaded in photos:
        store_upload(uploaded=uploaded, subject=finding, actor=actor, kind="document")
    audit(actor, "patrols.finding.changed", finding, before=before, after=after)
    tell_finding(FindingNoted, finding, actor)
    return finding


@transaction.atomic
def drop_finding(*, finding_id: int, reason: str, actor: Actor) -> Finding:
    """Strike a finding out of the draft, or take it back after the feedback; it stays on record."""
    finding = locked_finding(finding_id, actor)
    step = "drop" if finding.state == FindingState.NOTED else "withdraw"
    FINDING.fire(finding, step, actor=actor, reason=reason, also={"outcome": reason.strip()})
    audit(actor, "patrols.finding.dropped", finding, reason=reason)
    if step == "withdraw":
        say(finding, people_of_unit(finding.organisation_id), _("Taken back: %(name)s"), actor)
        close_finished(finding.visit, actor)
    tell_finding(FindingNoted, finding, actor)
    return finding


@transaction.atomic
def submit_rectification(
    *, finding_id: int, text: str, actor: Actor, evidence: Iterable[UploadedFile[Any]] = ()
) -> Rectification:
    """Report in the name of the unit what was done, with evidence."""
    finding = locked_finding(finding_id, actor)
    FINDING.check(finding, "submit", actor=actor)
    if not text.strip():
        raise InvalidInput(fields={"text": _("Say what was done.")})
    is_late = finding.is_overdue
    FINDING.fire(
        finding,
        "submit",
        actor=actor,
        also={"submitted_at": clock.now(), "submitted_by_id": actor.id},
    )
    made = Rectification.objects.create(
        finding=finding,
        text=text.strip(),
        made_at=clock.now(),
        made_by=actor.display_name[:100],
        is_late=is_late,
    )
    for uploaded in evidence:
        store_upload(uploaded=uploaded, subject=made, actor=actor, kind="document")
    audit(actor, "patrols.finding.submitted", finding, after={"late": is_late})
    say(
        finding,
        office_people(finding.visit.round.office_id),
        _("Reported as put right: %(name)s"),
        actor,
    )
    tell_finding(FindingMoved, finding, actor)
    return made


def _other_eyes(finding: Finding, actor: Actor) -> None:
    """Who reported does not check."""
    if finding.submitted_by_id == actor.id:
        raise CheckerIsReporter


def _mark(finding: Finding, actor: Actor, comment: str, *, is_returned: bool) -> None:
    last = finding.rectifications.order_by("-pk").first()
    if last is not None:
        last.comment, last.checked_by = comment.strip(), actor.display_name[:100]
        last.is_returned = is_returned
        last.save()


@transaction.atomic
def return_rectification(
    *, finding_id: int, reason: str, actor: Actor, due_on: date | None = None
) -> Finding:
    """Send a report back; a new day may be set."""
    finding = locked_finding(finding_id, actor)
    FINDING.check(finding, "return_", actor=actor, reason=reason)
    _other_eyes(finding, actor)
    if due_on is not None and due_on <= clock.today():
        raise InvalidInput(fields={"due_on": _("The day must lie ahead.")})
    more: dict[str, Any] = {"due_on": due_on, "told_to": ""} if due_on is not None else {}
    FINDING.fire(finding, "return_", actor=actor, reason=reason, also=more)
    _mark(finding, actor, reason, is_returned=True)
    audit(actor, "patrols.finding.returned", finding, after={"due": due_on}, reason=reason)
    say(
        finding,
        people_of_unit(finding.organisation_id),
        _("Returned: %(name)s"),
        actor,
        body=reason,
    )
    tell_finding(FindingMoved, finding, actor)
    return finding


@transaction.atomic
def close_finding(*, finding_id: int, reason: str, actor: Actor) -> Finding:
    """Close after the check by another person; the last one closes the patrol."""
    finding = locked_finding(finding_id, actor)
    FINDING.check(finding, "close", actor=actor, reason=reason)
    _other_eyes(finding, actor)
    FINDING.fire(
        finding,
        "close",
        actor=actor,
        reason=reason,
        also={
            "closed_on": clock.today(),
            "closed_by": actor.display_name[:100],
            "outcome": reason.strip(),
        },
    )
    _mark(finding, actor, reason, is_returned=False)
    audit(actor, "patrols.finding.closed", finding, reason=reason)
    say(finding, people_of_unit(finding.organisation_id), _("Closed: %(name)s"), actor)
    tell_finding(FindingClosed, finding, actor)
    close_finished(finding.visit, actor)
    return finding


@transaction.atomic
def look_back(
    *,
    finding_id: int,
    has_held: bool,
    text: str,
    actor: Actor,
    due_on: date | None = None,
    photos: Iterable[UploadedFile[Any]] = (),
) -> LookBack:
    """Look again at what was closed. What has not held goes back to the unit with a new day."""
    finding = locked_finding(finding_id, actor)
    require(actor, CHECK, finding)
    if finding.state != FindingState.CLOSED:
        raise WrongState(_("Only what was closed is looked at again."))
    fields = {}
    if not text.strip():
        fields["text"] = _("Say what was seen.")
    if not has_held and (due_on is None or due_on <= clock.today()):
        fields["due_on"] = _("Set a day ahead by which it is put right again.")
    if fields:
        raise InvalidInput(fields=fields)
    made = LookBack.objects.create(
        finding=finding,
        looked_on=clock.today(),
        has_held=has_held,
        text=text.strip(),
        made_by=actor.display_name[:100],
    )
    for uploaded in photos:
        store_upload(uploaded=uploaded, subject=made, actor=actor, kind="document")
    audit(actor, "patrols.finding.looked_back", finding, after={"has_held": has_held}, reason=text)
    if not has_held:
        FINDING.fire(
            finding,
            "reopen",
            actor=actor,
            reason=text,
            also={"due_on": due_on, "told_to": "", "closed_on": None, "submitted_by_id": ""},
        )
        if finding.visit.state == VisitState.CLOSED:
            VISIT.fire(
                finding.visit, "reopen", actor=platform(), reason=text, also={"closed_at": None}
            )
            audit(platform(), "patrols.visit.reopened", finding.visit, reason=text)
            tell_visit(finding.visit, actor)
        say(
            finding,
            people_of_unit(finding.organisation_id),
            _("Has not held, again to be put right: %(name)s"),
            actor,
            body=text,
        )
    tell_finding(FindingMoved, finding, actor)
    return made


@transaction.atomic
def draw_up_document(*, finding_id: int, kind: str, reason: str, actor: Actor) -> str:
    """Draw up a supervision document about a finding, a transfer to discipline inspection included.

    Who may draw up which kind is decided by supervision. Returns the page of the draft.
    """
    finding = locked_finding(finding_id, actor)
    require(actor, CHECK, finding)
    if finding.visit.state not in FED_BACK:
        raise WrongState(_("The feedback has not been given yet."))
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    facts = [
        {"label": "巡查轮次", "value": finding.visit.round.title},
        {"label": "巡查反馈", "value": finding.visit.number or "—"},
        {"label": "问题", "value": f"{finding.title}（{finding.get_severity_display()}）"},
        {"label": "整改期限", "value": f"{finding.due_on:%Y-%m-%d}"},
    ]
    made = issue_order(
        kind=kind,
        organisation_id=finding.organisation_id,
        reason=reason.strip(),
        subject=finding,
        facts=facts,
        actor=actor,
    )
    audit(actor, "patrols.finding.ordered", finding, after={"kind": kind, "order": made.id})
    tell_finding(FindingMoved, finding, actor)
    return made.url


@transaction.atomic
def report_as_hazard(*, finding_id: int, actor: Actor) -> str:
    """Enter a finding among the hazards, once; a grave one as a major hazard. Returns its page."""
    finding = locked_finding(finding_id, actor)
    require(actor, CHECK, finding)
    visit = finding.visit
    if visit.state not in FED_BACK or finding.state == FindingState.DROPPED:
        raise WrongState(_("The feedback has not been given yet."))
    firms = {organisation: key for organisation, _region, key in list_operating(Category.values)}
    midnight = timezone.make_aware(datetime.combine(finding.due_on + timedelta(days=1), time()))
    made = report_hazard(
        source="inspection",
        title=finding.title,
        description=finding.text,
        region_code=visit.region_id,
        enterprise_id=firms.get(visit.organisation_id)
        if visit.kind == UnitKind.ENTERPRISE
        else None,
        place=visit.name,
        level="major" if finding.severity == Severity.GRAVE else "general",
        due_at=midnight if finding.due_on >= clock.today() else None,
        found_by=finding.noted_by,
        origin_type=Finding._meta.label,
        origin_id=finding.pk,
        actor=actor,
    )
    if finding.hazard_id != made.id:
        finding.hazard_id = made.id
        finding.save(update_fields=["hazard_id", "updated_at"])
        audit(actor, "patrols.finding.reported_hazard", finding, after={"hazard": made.number})
        tell_finding(FindingMoved, finding, actor)
    return made.url
