"""Warnings acknowledged, records of filing and drills, the one-page print of a point plan."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.command.plans.forms import RecordForm, ReportForm
from anlan.command.plans.models import Plan
from anlan.command.plans.permissions import ACCEPT, CHANGE, VIEW
from anlan.command.plans.services.care import acknowledge, add_record
from anlan.command.plans.services.printing import print_point
from anlan.command.plans.services.reports import add_report, draw_up_report
from anlan.kernel import clock
from anlan.kernel.pages import FormPage
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible
from anlan.kernel.requests import ActorRequest, requires


@require_POST
@requires(CHANGE)
def acknowledge_gap(request: ActorRequest, pk: int) -> HttpResponse:
    """Take one warning, or all that are open, upon oneself."""
    key = request.POST.get("key", "")
    acknowledge(
        plan_id=pk,
        actor=request.actor,
        reason=request.POST.get("reason", ""),
        keys=[key] if key else None,
    )
    return go_to(request, f"{reverse('plans:detail', args=[pk])}#plan-gaps")


@require_POST
@requires(VIEW)
def print_one_page(request: ActorRequest, pk: int) -> HttpResponse:
    """Make the one page of a point plan in Word and go to it."""
    document = print_point(plan_id=pk, actor=request.actor)
    return go_to(request, document.url)


class PlanRecordPage(FormPage):
    """Record an appraisal, filing, assessment or drill."""

    model = Plan
    permission = CHANGE
    form_class = RecordForm
    title = gettext_lazy("Record what was done for the plan")
    breadcrumbs = ((gettext_lazy("Emergency plans"), "plans:list"),)

    def load(self, **kwargs: Any) -> None:
        """Fetch the plan."""
        self.obj = get_visible(Plan, kwargs["pk"], actor=self.actor)
        if not self.rights.can(self.actor, ACCEPT, self.obj):
            self.rights.require(self.actor, CHANGE, self.obj)

    def get_initial(self) -> dict[str, Any]:
        """Today, and the kind asked for."""
        return {"done_on": clock.today(), "kind": self.request.GET.get("kind", "filing")}

    def save(self, form: Any) -> Plan:
        """Write the record."""
        add_record(plan_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        return self.obj  # type: ignore[no-any-return]


class PlanReportPage(FormPage):
    """Attach a risk assessment, survey of resources or assessment of capability."""

    model = Plan
    permission = CHANGE
    form_class = ReportForm
    title = gettext_lazy("Attach a report the plan stands on")
    breadcrumbs = ((gettext_lazy("Emergency plans"), "plans:list"),)
    keeps_draft = False

    def load(self, **kwargs: Any) -> None:
        """Fetch the plan."""
        self.obj = get_visible(Plan, kwargs["pk"], actor=self.actor)
        self.rights.require(self.actor, CHANGE, self.obj)

    def get_initial(self) -> dict[str, Any]:
        """Today, and the kind asked for."""
        return {"made_on": clock.today(), "kind": self.request.GET.get("kind", "risk")}

    def save(self, form: Any) -> Plan:
        """Keep the report and its file."""
        add_report(plan_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
        return self.obj  # type: ignore[no-any-return]


@require_POST
@requires(CHANGE)
def draw_up(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """Draw up a report from the data of the platform and go to the plan."""
    draw_up_report(plan_id=pk, kind=kind, actor=request.actor)
    return go_to(request, f"{reverse('plans:detail', args=[pk])}#panel-reports")
