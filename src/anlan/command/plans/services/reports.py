"""Reports kept with a plan: attached as a file, or drawn up from the data of the platform."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.documents.public import render_document
from anlan.base.files.public import store_upload
from anlan.command.plans.choices import ReportKind
from anlan.command.plans.events import PlanEdited
from anlan.command.plans.models import Plan, PlanReport
from anlan.command.plans.permissions import CHANGE
from anlan.command.plans.reporting import resources_context, risk_context
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require

#: Kinds that can be drawn up, with the form of the paper and what it says.
DRAWN: dict[str, tuple[str, Any]] = {
    ReportKind.RISK: ("plans.risk", risk_context),
    ReportKind.RESOURCES: ("plans.resources", resources_context),
}


def reports_of(plan: Plan) -> QuerySet[PlanReport]:
    """Return the reports of all versions of a plan, newest first."""
    return PlanReport.objects.filter(plan__code=plan.code).order_by("-made_on", "-pk")


@transaction.atomic
def add_report(
    *,
    plan_id: int,
    kind: str,
    made_on: date,
    made_by: str,
    file: UploadedFile[Any],
    actor: Actor,
    note: str = "",
) -> PlanReport:
    """Keep a report with its file on a plan, whatever the state of the plan."""
    plan = get_visible(Plan, plan_id, actor=actor, lock=True)
    require(actor, CHANGE, plan)
    if made_on > clock.today():
        raise InvalidInput(fields={"made_on": _("This day has not come yet.")})
    report = PlanReport.objects.create(
        plan=plan,
        kind=kind,
        made_on=made_on,
        made_by=made_by.strip(),
        note=note.strip(),
        by_name=actor.display_name[:100],
    )
    store_upload(uploaded=file, subject=report, actor=actor, kind="document")
    _written(plan, report, actor)
    return report


@transaction.atomic
def draw_up_report(*, plan_id: int, kind: str, actor: Actor) -> PlanReport:
    """Draw up the survey of resources or the summary of risks as a numbered Word paper."""
    plan = get_visible(Plan, plan_id, actor=actor, lock=True)
    require(actor, CHANGE, plan)
    if kind not in DRAWN:
        raise NotVisible
    template, context = DRAWN[kind]
    filled = context(plan, actor)
    paper = render_document(
        template_code=template, context=filled, subject=plan, actor=actor, title=filled["title"]
    )
    report = PlanReport.objects.create(
        plan=plan,
        kind=kind,
        made_on=clock.today(),
        made_by=str(plan.organisation or plan.region or actor.display_name)[:200],
        note=_("drawn up from the data of the platform"),
        document_url=paper.url,
        document_number=paper.number[:50],
        by_name=actor.display_name[:100],
    )
    _written(plan, report, actor)
    return report


def _written(plan: Plan, report: PlanReport, actor: Actor) -> None:
    audit(
        actor,
        "plans.report.added",
        plan,
        after={"kind": report.kind, "made_on": str(report.made_on), "made_by": report.made_by},
    )
    emit(PlanEdited(plan.pk, "report"), actor)
