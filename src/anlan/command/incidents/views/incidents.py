"""The list, the incident, its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.deadlines.contracts import DeadlineInfo
from anlan.base.deadlines.public import deadlines_of
from anlan.base.documents.public import documents_of
from anlan.base.files.public import attachments_of, visible_ids
from anlan.command.incidents.choices import (
    INCIDENT_TONES,
    UNFINISHED,
    Grade,
    IncidentState,
    ReportKind,
)
from anlan.command.incidents.forms import NoteForm
from anlan.command.incidents.guards import blocking_reasons
from anlan.command.incidents.models import Incident, IncidentReport
from anlan.command.incidents.permissions import (
    NOTE,
    OPEN,
    REMOVE_CAUSE,
    REPORT,
    REPORT_BY_UNIT,
    REVEAL,
    UPDATE,
    VERIFY_CAUSE,
)
from anlan.command.incidents.selectors.metrics import reporting_faults, response_steps
from anlan.command.incidents.services.facts import CHANGEABLE
from anlan.command.incidents.services.incidents import (
    begin_response,
    cancel_incident,
    close_incident,
    flare_up,
    mark_controlled,
    mark_false,
    reopen_incident,
    reveal_caller,
    verify_cause_removed,
)
from anlan.command.incidents.services.timeline import add_note
from anlan.command.incidents.states import INCIDENT
from anlan.command.incidents.tables import IncidentTable
from anlan.command.incidents.views.fact_groups import groups_of
from anlan.kernel.pages import (
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TimelineEntry,
    TransitionView,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.kernel.templatetags.anlan import spell_duration

#: Steps that end an incident without a response.
LAST_VERBS = frozenset({"merge", "mark_false", "cancel", "flare_up", "reopen"})


def _length(seconds: float | None) -> str:
    """Write a length of time in the page's language."""
    return "—" if seconds is None else spell_duration(seconds)


class IncidentListPage(ListPage):
    """All incidents in one's area."""

    model = Incident
    table_class = IncidentTable
    title = gettext_lazy("Incidents")
    live_topic = "incidents"
    saved_filters = (
        SavedFilter(
            "open",
            gettext_lazy("Unfinished"),
            Q(state__in=UNFINISHED, is_drill=False),
            counted=True,
        ),
        SavedFilter(
            "closed", gettext_lazy("Closed"), Q(state=IncidentState.CLOSED, is_drill=False)
        ),
        SavedFilter("drills", gettext_lazy("Drills"), Q(is_drill=True)),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (
        Facet("grade", gettext_lazy("Grade"), level=True),
        Facet("kind", gettext_lazy("Kind")),
        Facet("category", gettext_lazy("National category")),
        Facet("source", gettext_lazy("Source")),
        Facet("state", gettext_lazy("State")),
    )
    search_fields = ("search_text",)
    search_placeholder = gettext_lazy("Title, number, place")
    select_related = ("region", "enterprise", "category")
    ordering = ("-reported_at",)
    hidden_columns = ("category", "source", "enterprise", "closed_at")
    create_url_name = "incidents:open"
    create_permission = OPEN
    create_label = gettext_lazy("Take in an incident")
    map_layer = "incidents"
    empty_title = gettext_lazy("No incident is open")
    empty_text = gettext_lazy(
        "News by telephone, from 110 and 119, from the grid or a verified alarm is taken in here."
    )

    def queryset(self) -> Any:
        """Narrow to one enterprise when asked."""
        rows = super().queryset()
        enterprise = self.request.GET.get("enterprise", "")
        return rows.filter(enterprise_id=enterprise) if enterprise.isdigit() else rows


class IncidentPage(ObjectPage):
    """One incident: facts left, timeline right, the verbs allowed now on top."""

    model = Incident
    template = "incidents/incident.html"
    select_related = ("region", "enterprise", "alarm", "parent", "category")
    machine = INCIDENT
    state_tones = INCIDENT_TONES
    transition_url_name = "incidents:step"
    transition_forms: ClassVar = {"merge": "incidents:merge"}
    transition_confirms: ClassVar = {
        "close": gettext_lazy("Close the incident? Its timeline and reports remain."),
    }
    breadcrumbs: ClassVar = ((gettext_lazy("Incidents"), "incidents:list"),)
    live_topic = "incident:{pk}"
    _clocks: list[DeadlineInfo] | None = None

    def number(self, obj: Incident) -> str:
        """The official number."""
        return obj.number

    def level(self, obj: Incident) -> int | None:
        """The grade as one of the four levels; a drill has no colour of danger."""
        return None if obj.is_drill else obj.grade

    def get_subtitle(self, obj: Incident) -> str:
        """Kind, grade in words, place."""
        parts = [obj.get_kind_display(), obj.region.name, obj.address]
        if obj.grade and obj.is_work_accident:
            parts.insert(1, str(Grade(obj.grade).label))
        return " · ".join(str(part) for part in parts if part)

    def clocks(self, obj: Incident) -> list[DeadlineInfo]:
        """The clocks of the incident, read once for the page."""
        if self._clocks is None:
            self._clocks = deadlines_of(obj)
        return self._clocks

    def due(self, obj: Incident) -> Any:
        """The nearest running clock."""
        running = [d for d in self.clocks(obj) if d.state == "running" and _is_duty(d.rule_code)]
        if not running:
            return None
        first = min(running, key=lambda d: d.due_at)
        return {"due_at": first.due_at, "label": first.title}

    def note(self, obj: Incident) -> Mapping[str, Any] | None:
        """Merged, out of time, or what stands in the way of closing."""
        if obj.state == IncidentState.MERGED and obj.parent is not None:
            return {
                "text": _("Merged into %(number)s") % {"number": obj.parent.number},
                "tone": "info",
            }
        faults = reporting_faults(obj, self.clocks(obj))
        omitted = [fault for fault in faults if fault.kind == "omitted"]
        if omitted and obj.is_unfinished:
            return {
                "text": _("Not reported in time: %(titles)s")
                % {"titles": "；".join(fault.title for fault in omitted)},
                "tone": "danger",
            }
        if obj.state == IncidentState.CONTROLLED and (reasons := blocking_reasons(obj)):
            return {
                "text": _("Before closing: %(reasons)s") % {"reasons": " ".join(reasons)},
                "tone": "warning",
            }
        return None

    def map_url(self, obj: Incident) -> str:
        """The map at the place."""
        from anlan.kernel.pages.base import find_url

        address = find_url("onemap:map")
        if not address or obj.location is None:
            return ""
        return f"{address}?at={obj.location.x:.6f},{obj.location.y:.6f}&layer=incidents"

    def facts(self, obj: Incident) -> list[dict[str, Any]]:
        """Figures with the grade and its reasons; what was reported; cause."""
        return groups_of(obj, self.actor)

    def verbs(self, obj: Incident) -> list[dict[str, Any]]:
        """The next step first, what ends the incident otherwise last."""
        found = super().verbs(obj)
        found.sort(key=lambda verb: (verb["name"] in LAST_VERBS, not verb["primary"]))
        return found

    def own_verbs(self, obj: Incident) -> Iterable[Verb]:
        """Facts, reports, cause, four-eyes verification, the enterprise's report."""
        can = self.rights.can
        if obj.state in CHANGEABLE and can(self.actor, UPDATE, obj):
            yield Verb(
                "update_facts",
                _("Update the facts"),
                reverse("incidents:facts", args=[obj.pk]),
                method="get",
                icon="pencil",
            )
        yield from self._report_verbs(obj)
        if not obj.is_unfinished:
            return
        if obj.enterprise_id and not obj.unit_reported_at and can(self.actor, REPORT_BY_UNIT, obj):
            yield Verb(
                "unit_report",
                _("Record the enterprise's report"),
                reverse("incidents:unit_report", args=[obj.pk]),
                method="get",
                icon="phone-incoming",
            )
        if not obj.cause_removed_at and can(self.actor, REMOVE_CAUSE, obj):
            yield Verb(
                "cause_removed",
                _("Report the cause as removed"),
                reverse("incidents:cause", args=[obj.pk]),
                method="get",
                icon="checkbox",
            )
        if (
            obj.cause_removed_at
            and not obj.cause_verified_at
            and can(self.actor, VERIFY_CAUSE, obj)
        ):
            own = obj.cause_removed_by_id == self.actor.id
            yield Verb(
                "verify_cause",
                _("Verify that the cause is removed"),
                reverse("incidents:verify_cause", args=[obj.pk]),
                style="primary",
                icon="shield-check",
                blocked_reason=_("You reported the removal yourself; somebody else verifies.")
                if own
                else None,
                confirm=_("You have seen, or had confirmed, that the cause is gone?"),
            )

    def _report_verbs(self, obj: Incident) -> Iterable[Verb]:
        if obj.state not in CHANGEABLE or not self.rights.can(self.actor, REPORT, obj):
            return
        reports = list(obj.reports.all())
        draft = next((report for report in reports if report.state == "draft"), None)
        if draft is not None:
            yield Verb(
                "open_draft",
                _("Open the draft report"),
                draft.get_absolute_url(),
                method="get",
                icon="file-text",
                style="primary",
            )
            return
        address = reverse("incidents:draft", args=[obj.pk])
        if not reports:
            yield Verb(
                "initial_report",
                _("Initial report"),
                f"{address}?kind=initial",
                icon="file-report",
                style="primary",
            )
            return
        yield Verb(
            "continuing_report", _("Continuing report"), f"{address}?kind=continuing", icon="report"
        )
        has_final = any(report.kind == ReportKind.FINAL for report in reports)
        if obj.state in (IncidentState.CONTROLLED, IncidentState.CLOSED) and not has_final:
            yield Verb(
                "final_report", _("Final report"), f"{address}?kind=final", icon="file-check"
            )

    def own_panels(self, obj: Incident) -> Iterable[Mapping[str, Any]]:
        """Clocks, reports, times of the main job, papers, files, duplicates."""
        topic = self.topic(obj)
        clocks = self.clocks(obj)
        if clocks:
            yield {
                "id": "clocks",
                "title": _("Reporting clocks"),
                "topic": f"{topic} deadlines",
                "template": "incidents/_clocks.html",
                "clocks": clocks,
                "faults": reporting_faults(obj, self.clocks(obj)),
            }
        reports = list(visible(IncidentReport, self.actor).filter(incident=obj))
        if reports or self.actor.has(REPORT):
            yield {
                "id": "reports",
                "title": _("Reports to superiors"),
                "topic": topic,
                "rows": [
                    {
                        "label": report.title,
                        "url": report.get_absolute_url(),
                        "state": {"label": report.get_state_display(), "tone": report.tone},
                        "at": report.submitted_at or report.created_at,
                        "due": report.due_at if report.state == "draft" else None,
                    }
                    for report in reports
                ],
                "empty": _("No report has been drafted yet."),
            }
        yield {
            "id": "metrics",
            "title": _("Times of the response"),
            "topic": topic,
            "rows": [
                {"label": step.label, "at": step.at, "value": _length(step.elapsed_s)}
                for step in response_steps(obj, self.actor)
                if step.at is not None
            ],
        }
        papers = documents_of(obj, self.actor)
        if papers:
            yield {
                "id": "papers",
                "title": _("Documents"),
                "topic": topic,
                "rows": [
                    {"label": f"{p.number} {p.title}", "url": p.url, "at": p.created_at}
                    for p in papers
                ],
            }
        files = attachments_of(obj)
        if files:
            yield {
                "id": "files",
                "title": _("Attachments"),
                "topic": topic,
                "rows": [
                    {"label": f.name, "url": f.url, "at": f.captured_at or f.created_at}
                    for f in files
                ],
            }
        duplicates = list(visible(Incident, self.actor).filter(parent=obj))
        if duplicates:
            yield {
                "id": "duplicates",
                "title": _("Merged duplicates"),
                "rows": [
                    {
                        "label": f"{d.number} {d.title}",
                        "url": d.get_absolute_url(),
                        "at": d.reported_at,
                    }
                    for d in duplicates
                ],
            }

    def timeline(self, obj: Incident) -> list[TimelineEntry]:
        """The incident's own timeline, newest first; photos for who may see what they show."""
        entries = list(obj.timeline.order_by("-at", "-id")[:200])
        ids = [entry.attachment_id for entry in entries if entry.attachment_id]
        shown = visible_ids(ids, self.actor)
        return [
            TimelineEntry(
                at=entry.at,
                text=entry.text,
                actor=entry.actor_name,
                url=entry.url,
                kind=entry.get_kind_display(),
                level=entry.level,
                image_url=_image(entry.attachment_id) if entry.attachment_id in shown else "",
            )
            for entry in entries
        ]

    def describe(self, obj: Incident) -> dict[str, Any]:
        """Add the form for a manual note."""
        page = super().describe(obj)
        page["note_form"] = NoteForm() if self.rights.can(self.actor, NOTE, obj) else None
        page["note_url"] = reverse("incidents:note", args=[obj.pk])
        return page


def _is_duty(rule_code: str) -> bool:
    return "window" not in rule_code


def _image(attachment_id: int | None) -> str:
    return reverse("files:download", args=[attachment_id]) if attachment_id else ""


class IncidentStep(TransitionView):
    """A step of the state table."""

    model = Incident
    machine = INCIDENT
    id_argument = "incident_id"
    services: ClassVar = {
        "respond": begin_response,
        "mark_controlled": mark_controlled,
        "flare_up": flare_up,
        "close": close_incident,
        "reopen": reopen_incident,
        "mark_false": mark_false,
        "cancel": cancel_incident,
    }


@require_POST
@requires(VERIFY_CAUSE)
def verify_cause(request: ActorRequest, pk: int) -> HttpResponse:
    """Verify that the cause is removed."""
    incident = verify_cause_removed(
        incident_id=pk, actor=request.actor, comment=request.POST.get("reason", "")
    )
    messages.success(request, _("The removal of the cause is verified."))
    return go_to(request, incident.get_absolute_url())


@require_POST
@requires(REVEAL)
def caller(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer the caller's full number; audited."""
    number = reveal_caller(incident_id=pk, actor=request.actor)
    return HttpResponse(number, content_type="text/plain; charset=utf-8")


@require_POST
@requires(NOTE)
def note(request: ActorRequest, pk: int) -> HttpResponse:
    """Write into the timeline."""
    form = NoteForm(request.POST)
    get_visible(Incident, pk, actor=request.actor)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
    else:
        add_note(
            incident_id=pk,
            text=form.cleaned_data["text"],
            at=form.cleaned_data["at"],
            actor=request.actor,
        )
    return go_to(request, reverse("incidents:incident", args=[pk]))
