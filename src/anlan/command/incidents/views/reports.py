"""A report: preview, edit, submit, receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.base.documents.public import get_document, official_date
from anlan.command.incidents.choices import REPORT_TONES, ReportState
from anlan.command.incidents.forms import ReceiptForm, ReportForm
from anlan.command.incidents.models import IncidentReport
from anlan.command.incidents.permissions import RECEIVE, REPORT
from anlan.command.incidents.selectors.report_texts import paper_context
from anlan.command.incidents.services.reports import (
    draft_report,
    edit_report,
    record_receipt,
    refresh_report,
    submit_report,
)
from anlan.command.incidents.states import REPORT_MACHINE
from anlan.kernel import clock
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import ChangePage, ObjectPage, TransitionView, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires


class ReportPage(ObjectPage):
    """The report as the paper will look, with the verbs allowed now."""

    model = IncidentReport
    template = "incidents/report.html"
    select_related = ("incident__region", "incident__enterprise", "facts", "document")
    machine = REPORT_MACHINE
    state_tones = REPORT_TONES
    transition_url_name = "incidents:report_step"
    transition_forms: ClassVar = {"receive": "incidents:receipt"}
    transition_confirms: ClassVar = {
        "submit": gettext_lazy(
            "Submit the report? A number is drawn and it can no longer be changed."
        )
    }
    breadcrumbs: ClassVar = ((gettext_lazy("Incidents"), "incidents:list"),)

    def number(self, obj: IncidentReport) -> str:
        """The document number once it has one."""
        return obj.document.number if obj.document is not None else ""

    def level(self, obj: IncidentReport) -> int | None:
        """The grade of the facts reported."""
        return obj.facts.grade

    def due(self, obj: IncidentReport) -> Any:
        """Until when it must be out; met when it is."""
        if obj.due_at is None:
            return None
        return {
            "due_at": obj.due_at,
            "label": obj.get_kind_display(),
            "clock_state": "met" if obj.submitted_at and not obj.is_late else "",
        }

    def note(self, obj: IncidentReport) -> Mapping[str, Any] | None:
        """Old facts in a draft; lateness of what was sent."""
        if obj.state == ReportState.DRAFT:
            latest = obj.incident.facts.order_by("-version").first()
            if latest is not None and latest.pk != obj.facts_id:
                return {
                    "text": _("The facts have changed since this draft was filled: fill it anew."),
                    "tone": "warning",
                }
        elif obj.is_late:
            return {"text": _("Submitted after its time limit."), "tone": "danger"}
        return None

    def own_verbs(self, obj: IncidentReport) -> Iterable[Verb]:
        """Edit, fill anew, download."""
        if obj.state == ReportState.DRAFT and self.rights.can(self.actor, REPORT, obj):
            yield Verb(
                "edit",
                _("Edit the text"),
                reverse("incidents:edit_report", args=[obj.pk]),
                method="get",
                icon="pencil",
            )
            yield Verb(
                "refresh",
                _("Fill anew from the facts"),
                reverse("incidents:refresh_report", args=[obj.pk]),
                icon="refresh",
                confirm=_("What was typed into the draft is replaced."),
            )
        if obj.document_id is not None:
            try:
                paper = get_document(obj.document_id, self.actor)
            except NotVisible:
                return
            yield Verb("download", _("Word document"), paper.url, method="get", icon="download")

    def facts(self, obj: IncidentReport) -> list[dict[str, Any]]:
        """Who, when, receipt."""
        return [
            fact_group(
                "",
                fact(_("incident"), obj.incident.title, url=obj.incident.get_absolute_url()),
                fact(_("kind"), obj.get_kind_display()),
                fact(_("addressed to"), obj.addressee),
                fact(_("signed by"), obj.signatory),
                fact(pgettext("report", "submitted at"), at=obj.submitted_at)
                if obj.submitted_at
                else fact(pgettext("report", "submitted at"), None),
                fact(pgettext("report", "submitted by"), obj.submitted_by),
                fact(pgettext("report", "received at"), at=obj.received_at)
                if obj.received_at
                else fact(pgettext("report", "received at"), None),
                fact(_("receipt number"), obj.receipt_number),
            )
        ]

    def describe(self, obj: IncidentReport) -> dict[str, Any]:
        """Add the paper to be previewed."""
        page = super().describe(obj)
        page["breadcrumbs"].append(
            {"label": obj.incident.number, "url": obj.incident.get_absolute_url()}
        )
        page["paper"] = {
            **paper_context(obj, self.actor),
            "title": obj.title,
            "number": self.number(obj),
            "issued_on": official_date(obj.submitted_at or clock.now()),
        }
        return page


class ReportEditPage(ChangePage):
    """The words of a draft."""

    model = IncidentReport
    permission = REPORT
    form_class = ReportForm
    law = gettext_lazy("State Council Decree No. 493, article 12: what a report contains.")
    submit_label = gettext_lazy("Save the draft")

    def form(self, **data: Any) -> ReportForm:
        """Bind to the report so that its present words are shown."""
        return ReportForm(instance=IncidentReport.objects.get(pk=self.obj.pk), **data)

    def save(self, form: Any) -> IncidentReport:
        """Call the service."""
        return edit_report(report_id=self.obj.pk, values=form.cleaned_data, actor=self.actor)


class ReceiptPage(ChangePage):
    """The superior's receipt."""

    model = IncidentReport
    permission = RECEIVE
    form_class = ReceiptForm
    submit_label = gettext_lazy("Record the receipt")

    def get_title(self) -> str:
        """Of which report."""
        return _("Receipt: %(title)s") % {"title": self.obj.title}

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing is known yet."""
        return {}

    def save(self, form: Any) -> IncidentReport:
        """Call the service."""
        return record_receipt(report_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class ReportStep(TransitionView):
    """Submit."""

    model = IncidentReport
    machine = REPORT_MACHINE
    id_argument = "report_id"
    services: ClassVar = {"submit": submit_report}


@require_POST
@requires(REPORT)
def draft(request: ActorRequest, pk: int) -> HttpResponse:
    """Start a report from the latest facts and open it."""
    report = draft_report(
        incident_id=pk,
        kind=request.GET.get("kind") or request.POST.get("kind", ""),
        actor=request.actor,
    )
    return go_to(request, report.get_absolute_url())


@require_POST
@requires(REPORT)
def refresh(request: ActorRequest, pk: int) -> HttpResponse:
    """Fill a draft anew."""
    report = refresh_report(report_id=pk, actor=request.actor)
    messages.success(request, _("The draft follows the latest facts."))
    return go_to(request, report.get_absolute_url())
