"""Documents, the text beside what was read in it, and the promises of all documents."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.governance.planning.forms import DocumentForm
from anlan.governance.planning.models import PlannedIndicator, PlannedTask, PlanningDocument
from anlan.governance.planning.permissions import KEEP
from anlan.governance.planning.services.documents import load_document
from anlan.governance.planning.tables import DocumentTable, IndicatorTable, TaskTable
from anlan.kernel import clock
from anlan.kernel.pages import CreatePage, ListPage, SavedFilter

CRUMBS = ((gettext_lazy("Planning documents"), "planning:documents"),)
EMPTY = gettext_lazy(
    "Read in a planning document, an action or a division of work: its indicators and tasks "
    "appear here, each with its place in the text."
)


def standing(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the items that count."""
    return rows.filter(pk__in=rows.model._default_manager.standing().values("pk"))


class DocumentListPage(ListPage):
    """All documents read in."""

    model = PlanningDocument
    table_class = DocumentTable
    title = gettext_lazy("Planning documents")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("open", gettext_lazy("To be confirmed"), Q(state="reading"), counted=True),
        SavedFilter("confirmed", pgettext_lazy("planning", "Confirmed"), Q(state="confirmed")),
    )
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
        SavedFilter("open", gettext_lazy("To be confirmed"), Q(state="read"), counted=True),
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

    def queryset(self) -> QuerySet[Any]:
        """Without what was left out, merged or replaced."""
        return standing(super().queryset())


class IndicatorListPage(ListPage):
    """The indicators of all documents."""

    model = PlannedIndicator
    table_class = IndicatorTable
    title = gettext_lazy("Planned indicators")
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("binding", gettext_lazy("Binding ones"), Q(is_binding=True), counted=True),
        SavedFilter("expected", gettext_lazy("Expected ones"), Q(is_binding=False)),
        SavedFilter("open", gettext_lazy("To be confirmed"), Q(state="read"), counted=True),
    )
    search_fields = ("name", "target", "plan_name", "document__name")
    select_related = ("document",)
    ordering = ("document_id", "line", "pk")
    hidden_columns = ("document",)
    live_topic = "planning"
    empty_title = gettext_lazy("No planned indicator here")
    empty_text = EMPTY

    def queryset(self) -> QuerySet[Any]:
        """Without what was left out, merged or replaced."""
        return standing(super().queryset())


class LoadPage(CreatePage):
    """Give a file."""

    model = PlanningDocument
    permission = KEEP
    form_class = DocumentForm
    form_takes_actor = True
    title = gettext_lazy("Read in a document")
    breadcrumbs = CRUMBS
    submit_label = gettext_lazy("Read in")
    keeps_draft = False
    success_text = gettext_lazy("The document was read. Please confirm what was found.")

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
            previous_id=getattr(form.cleaned_data["previous"], "pk", None),
            actor=self.actor,
        )
