"""Situation reports, and the review with its improvements after the response."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.documents.public import documents_of
from anlan.base.organisations.public import list_organisations
from anlan.command.incidents import public as incidents
from anlan.command.responses.choices import IMPROVEMENT_TONES
from anlan.command.responses.forms import ImprovementForm, SituationReportForm
from anlan.command.responses.models import Improvement, Response, SituationReport
from anlan.command.responses.permissions import REPORT, REVIEW, VIEW
from anlan.command.responses.selectors.leads import LEADING_KINDS
from anlan.command.responses.services.reports import (
    finish_improvement,
    make_review_report,
    make_situation_report,
    set_improvement,
)
from anlan.command.responses.states import IMPROVEMENT
from anlan.command.responses.views.responses import CommandPage
from anlan.command.responses.views.roll_calls import way_to
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import ActorPage, TransitionView
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.registry import Verb, panels_for
from anlan.kernel.requests import ActorRequest, render_page, requires


class SituationReportsPage(ActorPage):
    """Every situation report of a response, newest first."""

    model = Response
    permission = VIEW

    def get(self, request: Any, pk: Any) -> HttpResponse:
        """Show them."""
        response = get_visible(Response, pk, actor=self.actor)
        may = policy_of(Response).can(self.actor, REPORT, response)
        page = {
            "title": _("Situation reports"),
            "subtitle": response.matter,
            "live_topic": f"response:{response.pk}",
            "breadcrumbs": way_to(response),
            "make_url": reverse("responses:make_situation_report", args=[response.pk])
            if may
            else "",
            "reports": list(response.reports.select_related("document")),
        }
        return render_page(request, "responses/situation_reports.html", {"page": page})


class MakeSituationReportPage(CommandPage):
    """One click makes a report; the next steps may be put in the commander's own words."""

    form_class = SituationReportForm
    permission = REPORT
    title = gettext_lazy("Make a situation report")
    submit_label = gettext_lazy("Make the report")

    def save(self, form: Any) -> SituationReport:
        """Call the service."""
        return make_situation_report(response_id=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """To the report."""
        return str(saved.get_absolute_url())


class SituationReportPage(ActorPage):
    """One situation report as it was made."""

    model = SituationReport
    permission = VIEW

    def get(self, request: Any, pk: Any) -> HttpResponse:
        """Show it."""
        report = get_visible(SituationReport, pk, actor=self.actor)
        page = {
            "title": report.content.get("title", str(report)),
            "breadcrumbs": [
                *way_to(report.response),
                {
                    "label": _("Situation reports"),
                    "url": reverse("responses:situation_reports", args=[report.response_id]),
                },
            ],
            "report": report,
            "content": report.content,
            "document": report.document,
            "panels": panels_for(report, self.actor),
        }
        return render_page(request, "responses/situation_report.html", {"page": page})


class ReviewPage(ActorPage):
    """What the response was: times, figures, the whole course, lessons and improvements."""

    model = Response
    permission = VIEW

    def get(self, request: Any, pk: Any) -> HttpResponse:
        """Show it."""
        response = get_visible(Response, pk, actor=self.actor)
        may = policy_of(Response).can(self.actor, REVIEW, response)
        lines = []
        for row in response.improvements.select_related("organisation"):
            verbs = [
                Verb(
                    name=f"{step.name}-{row.pk}",
                    label=step.label,
                    url=reverse("responses:improvement_step", args=[row.pk, step.name]),
                    needs_reason=step.needs_reason,
                )
                for step in (IMPROVEMENT.available(row, self.actor) if may else ())
            ]
            lines.append({"row": row, "tone": IMPROVEMENT_TONES[row.state], "verbs": verbs})
        verbs = []
        if may:
            verbs = [
                Verb(
                    name="set_improvement",
                    label=_("Add a lesson"),
                    url=reverse("responses:set_improvement", args=[response.pk]),
                    method="get",
                    style="primary",
                    icon="target",
                ),
                Verb(
                    name="make_review",
                    label=_("Make the review report"),
                    url=reverse("responses:make_review", args=[response.pk]),
                    icon="file-text",
                ),
            ]
        steps: list[incidents.MetricStep] = []
        with suppress(NotVisible):  # who reads responses need not read incidents
            steps = incidents.response_steps(response.incident_id, self.actor)
        page = {
            "title": _("Review of the response"),
            "subtitle": response.matter,
            "breadcrumbs": way_to(response),
            "verbs": verbs,
            "steps": steps,
            "sections": incidents.report_sections(response.incident_id),
            "timeline": incidents.timeline_lines(response.incident_id),
            "improvements": lines,
            "papers": [
                paper
                for paper in documents_of(response, self.actor)
                if paper.template_code == "responses.review_report"
            ],
        }
        return render_page(request, "responses/review.html", {"page": page})


class SetImprovementPage(CommandPage):
    """A lesson and the task that follows."""

    form_class = ImprovementForm
    permission = REVIEW
    title = gettext_lazy("Add a lesson")
    law = "突发事件应对法（2024）第九十二条"

    def form(self, **data: Any) -> Any:
        """Organisations of the county."""
        found = list_organisations(
            self.actor, kinds=LEADING_KINDS, region_prefix=self.obj.region_id[:6]
        )
        return super().form(**data, organisations=[(o.id, o.name) for o in found])

    def save(self, form: Any) -> Improvement:
        """Call the service."""
        return set_improvement(response_id=self.obj.pk, actor=self.actor, **form.cleaned_data)

    def success_url(self, saved: Any) -> str:
        """Back to the review."""
        return reverse("responses:review", args=[self.obj.pk])


class ImprovementStep(TransitionView):
    """Done."""

    model = Improvement
    machine = IMPROVEMENT
    services: ClassVar[Mapping[str, Any]] = {"finish": finish_improvement}
    id_argument = "improvement_id"


@require_POST
@requires(REVIEW)
def make_review(request: ActorRequest, pk: int) -> HttpResponse:
    """Put the review into a paper."""
    make_review_report(response_id=pk, actor=request.actor)
    messages.success(request, _("The review report has been made."))
    return go_to(request, reverse("responses:review", args=[pk]))
