"""Papers of a response: situation reports while it runs, the review and its improvements after."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.documents.public import DocumentInfo, render_document
from anlan.base.organisations.public import find_organisation
from anlan.command.incidents import public as incidents
from anlan.command.responses.events import SituationReported
from anlan.command.responses.models import Improvement, Response, SituationReport
from anlan.command.responses.permissions import REPORT, REVIEW
from anlan.command.responses.selectors.reporting import (
    review_content,
    signature,
    situation_content,
)
from anlan.command.responses.services.running import enter
from anlan.command.responses.states import IMPROVEMENT
from anlan.command.responses.wording import official_language
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def make_situation_report(
    *, response_id: int, actor: Actor, next_steps: str = ""
) -> SituationReport:
    """Put the state of this moment into a numbered paper that is never changed.

    ``next_steps`` are the commander's own words, a line each; without any the open objectives and
    the tasks due next stand there.
    """
    response = get_visible(Response, response_id, actor=actor, lock=True)
    require(actor, REPORT, response)
    content = situation_content(response, actor, next_steps=next_steps)
    issue = response.reports.count() + 1
    incident = incidents.incident_of(response.incident_id)
    title = f"{incident.title}态势快报（第{issue}期）"
    paper = render_document(
        template_code="responses.situation_report",
        context={**content, **signature(), "issue": issue, "issuer": _issuer(response)},
        subject=response,
        actor=actor,
        title=title,
        county_sign=incidents.county_sign(response.region_id),
    )
    report = SituationReport.objects.create(
        response=response,
        sequence=issue,
        content={**content, "title": title},
        document_id=paper.id,
        made_by=actor.display_name[:100],
        made_at=clock.now(),
    )
    with official_language():
        enter(
            response,
            _("Situation report no. %(issue)d made") % {"issue": issue},
            actor,
            url=report.get_absolute_url(),
            kind="report",
        )
    audit(
        actor,
        "responses.report.made",
        report,
        after={"issue": issue, "number": paper.number, "sha256": paper.sha256},
    )
    emit(
        SituationReported(
            response.incident_id, response.pk, response.region_id, report_id=report.pk
        ),
        actor,
    )
    return report


def _issuer(response: Response) -> str:
    return response.headquarters or incidents.county_name(response.region_id)


@transaction.atomic
def set_improvement(
    *,
    response_id: int,
    lesson: str,
    measure: str,
    organisation_id: int,
    due_on: date,
    actor: Actor,
) -> Improvement:
    """Turn a lesson into a task: what is improved, by whom, by when."""
    response = get_visible(Response, response_id, actor=actor)
    require(actor, REVIEW, response)
    problems = {}
    if not lesson.strip():
        problems["lesson"] = _("Say what was learned.")
    if not measure.strip():
        problems["measure"] = _("Say what is to be improved.")
    if find_organisation(organisation_id) is None:
        problems["organisation_id"] = _("Choose the organisation in charge.")
    if due_on < clock.today():
        problems["due_on"] = _("This day has passed.")
    if problems:
        raise InvalidInput(fields=problems)
    improvement = Improvement.objects.create(
        response=response,
        lesson=lesson.strip(),
        measure=measure.strip()[:300],
        organisation_id=organisation_id,
        due_on=due_on,
        set_by=actor.display_name[:100],
    )
    audit(
        actor,
        "responses.improvement.set",
        improvement,
        after={"lesson": improvement.lesson, "due_on": due_on},
    )
    return improvement


@transaction.atomic
def finish_improvement(*, improvement_id: int, actor: Actor, reason: str) -> Improvement:
    """An improvement is made; the reason says what was done."""
    improvement = get_visible(Improvement, improvement_id, actor=actor, lock=True)
    IMPROVEMENT.fire(improvement, "finish", actor=actor, reason=reason)
    improvement.done_at, improvement.result = clock.now(), reason.strip()[:300]
    improvement.save(update_fields=["done_at", "result", "updated_at"])
    audit(actor, "responses.improvement.done", improvement, reason=reason)
    return improvement


@transaction.atomic
def make_review_report(*, response_id: int, actor: Actor) -> DocumentInfo:
    """Put the review into a paper (突发事件应对法 article 92)."""
    response = get_visible(Response, response_id, actor=actor, lock=True)
    require(actor, REVIEW, response)
    incident = incidents.incident_of(response.incident_id)
    paper = render_document(
        template_code="responses.review_report",
        context={**review_content(response, actor), **signature(), "issuer": _issuer(response)},
        subject=response,
        actor=actor,
        title=f"{incident.title}应急响应复盘报告",
        county_sign=incidents.county_sign(response.region_id),
    )
    audit(actor, "responses.review.made", response, after={"number": paper.number})
    return paper
