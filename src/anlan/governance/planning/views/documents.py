"""Documents, the text beside what was read in it, and the promises of all documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.governance.planning.forms import DocumentForm
from anlan.governance.planning.models import PlannedIndicator, PlannedTask, PlanningDocument
from anlan.governance.planning.permissions import KEEP
from anlan.governance.planning.services.documents import load_document
from anlan.governance.planning.tables import DocumentTable, IndicatorTable, TaskTable
from anlan.governance.planning.wording import doubt_words
from anlan.kernel import clock
from anlan.kernel.pages import CreatePage, ListPage, ObjectPage, SavedFilter, fact, fact_group

CRUMBS = ((gettext_lazy("Planning documents"), "planning:documents"),)
EMPTY = gettext_lazy(
    "Read in a planning document, an action or a division of work: its indicators and tasks "
    "appear here, each with its place in the text."
)


class DocumentListPage(ListPage):
    """All documents read in."""

    model = PlanningDocument
    table_class = DocumentTable
    title = gettext_lazy("Planning documents")
    search_fields = ("name", "file_name")
    ordering = ("-created_at",)
    live_topic = "planning"
    create_url_name = "planning:load"
    create_permission = KEEP
    create_label = gettext_lazy("Read in a document")
    empty_title = gettext_lazy("No planning document yet")
    empty_text = EMPTY


class TaskListPage(ListPage):
    """The tasks of all documents."""

    model = PlannedTask
    table_class = TaskTable
    title = gettext_lazy("Planned tasks")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter(
            "year",
            gettext_lazy("Due this year"),
            lambda actor: Q(deadline__year=clock.today().year),
            counted=True,
        ),
        SavedFilter(
            "past",
            gettext_lazy("Deadline passed"),
            lambda actor: Q(deadline__lt=clock.today()),
            counted=True,
        ),
        SavedFilter("often", gettext_lazy("Recurring"), ~Q(cadence="")),
        SavedFilter("nobody", gettext_lazy("No unit named"), Q(lead_units="")),
        SavedFilter("doubted", gettext_lazy("Doubtful"), ~Q(doubts=[])),
    )
    search_fields = ("text", "lead_units", "support_units", "plan_name", "document__name")
    select_related = ("document",)
    ordering = ("document_id", "line", "pk")
    hidden_columns = ("support_units", "document")
    live_topic = "planning"
    empty_title = gettext_lazy("No planned task here")
    empty_text = EMPTY


class IndicatorListPage(ListPage):
    """The indicators of all documents."""

    model = PlannedIndicator
    table_class = IndicatorTable
    title = gettext_lazy("Planned indicators")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("binding", gettext_lazy("Binding ones"), Q(is_binding=True), counted=True),
        SavedFilter("expected", gettext_lazy("Expected ones"), Q(is_binding=False)),
    )
    search_fields = ("name", "target", "plan_name", "document__name")
    select_related = ("document",)
    ordering = ("document_id", "line", "pk")
    hidden_columns = ("document",)
    live_topic = "planning"
    empty_title = gettext_lazy("No planned indicator here")
    empty_text = EMPTY


class LoadPage(CreatePage):
    """Give a file."""

    model = PlanningDocument
    permission = KEEP
    form_class = DocumentForm
    title = gettext_lazy("Read in a document")
    breadcrumbs = CRUMBS
    submit_label = gettext_lazy("Read in")
    keeps_draft = False
    success_text = gettext_lazy("The document was read. Please look at what was found.")

    def get_cancel_url(self) -> str:
        """Back to the documents."""
        return reverse("planning:documents")

    def save(self, form: Any) -> PlanningDocument:
        """Read the file."""
        upload = form.cleaned_data["file"]
        return load_document(
            content=upload.read(),
            file_name=upload.name,
            name=form.cleaned_data["name"],
            actor=self.actor,
        )


class DocumentPage(ObjectPage):
    """The text on one side, what was read in it on the other."""

    model = PlanningDocument
    template = "planning/document.html"
    breadcrumbs = CRUMBS
    live_topic = "planning"

    def get_subtitle(self, obj: PlanningDocument) -> str:
        """Where the text came from."""
        return obj.file_name

    def note(self, obj: PlanningDocument) -> Mapping[str, Any] | None:
        """Say that it is invented, or that something is doubtful."""
        if obj.is_demonstration:
            return {"text": _("Written for demonstration; no county's own plan."), "tone": "info"}
        return None

    def facts(self, obj: PlanningDocument) -> list[dict[str, Any]]:
        """Plans, counts, who read it in."""
        return [
            fact_group(
                _("Document"),
                fact(pgettext("planning", "plans in the document"), len(obj.plans)),
                fact(pgettext("planning", "indicators"), obj.indicator_count),
                fact(pgettext("planning", "tasks"), obj.task_count),
                fact(_("doubts"), obj.doubt_count),
                fact(pgettext("planning", "read in by"), obj.loaded_by),
                fact(_("Read in"), at=obj.created_at),
            )
        ]

    def describe(self, obj: PlanningDocument) -> dict[str, Any]:
        """Add the lines and what stands at them."""
        indicators = list(obj.indicators.order_by("line", "pk"))
        tasks = list(obj.tasks.order_by("line", "pk"))
        found: dict[int, str] = {}
        for prefix, rows in (("indicator", indicators), ("task", tasks)):
            for row in rows:
                found.setdefault(row.line, f"{prefix}-{row.pk}")
        return super().describe(obj) | {
            "plans": [plan for plan in obj.plans if plan["title"]],
            "lines": [
                {"number": number, "text": text, "item": found.get(number, "")}
                for number, text in obj.lines
            ],
            "indicators": indicators,
            "tasks": tasks,
            "doubts": [
                {"line": line, "words": doubt_words(code), "quote": quote}
                for line, code, quote in obj.doubts
                if code != "lead_not_said"
            ],
        }
