"""Pages of an import: upload, map columns, look at every row, confirm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from anlan.base.exchange.forms import MappingForm, UploadForm
from anlan.base.exchange.models import ImportSession, ImportState
from anlan.base.exchange.permissions import USE_IMPORT
from anlan.base.exchange.services.imports import (
    cancel_import,
    check_rows,
    commit_import,
    importer_of,
    map_columns,
    start_import,
)
from anlan.base.exchange.tables import IMPORT_TONES, ImportTable, kind_words
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.fields import mask
from anlan.kernel.pages import CreatePage, Facet, ListPage, ObjectPage, exports, hooks
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.policy import get_visible, require_permission
from anlan.kernel.requests import ActorRequest, render_page, requires
from anlan.kernel.transfer import Importer, find_importer, importers_for

#: Larger tables are checked and written in the background.
AT_ONCE_ROWS = 300
#: Rows of the preview: all wrong ones up to this many, then the first right ones.
PREVIEW_ROWS = 200


class ImportListPage(ListPage):
    """One's imports."""

    model = ImportSession
    table_class = ImportTable
    title = gettext_lazy("Imports")
    facets = (Facet("state", gettext_lazy("state")),)
    export_formats = ()
    template = "exchange/import_list.html"
    empty_title = gettext_lazy("No import yet")
    empty_text = gettext_lazy("Choose what to import above, fill in its template, upload it.")

    def render(self, context: Any) -> HttpResponse:
        """Offer what may be imported."""
        kinds = [
            {"title": i.title, "url": reverse("exchange:import_start", args=[i.name])}
            for i in importers_for(self.actor)
        ]
        return super().render({**context, "kinds": kinds})


class ImportStartPage(CreatePage):
    """Upload a table. ``kind`` may come with the address."""

    model = ImportSession
    permission = USE_IMPORT
    form_class = UploadForm
    template = "exchange/import_start.html"
    submit_label = gettext_lazy("Upload and go on")
    success_text = gettext_lazy("The table has arrived. Nothing has been written yet.")
    keeps_draft: ClassVar[bool] = False
    kind: str = ""
    needed: str = ""
    breadcrumbs: ClassVar = ((gettext_lazy("Imports"), "exchange:imports"),)

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """Carry the permission of the kind, where the address fixes it."""
        view = super().as_view(**initkwargs)
        view.permission = initkwargs.get("needed") or USE_IMPORT  # type: ignore[attr-defined]
        return view

    def load(self, **kwargs: Any) -> None:
        """Find the declaration and check the right to it."""
        found = find_importer(kwargs.get("kind") or self.kind)
        if found is None:
            raise NotVisible
        require_permission(self.actor, found.permission)
        self.importer: Importer = found

    def get_title(self) -> str:
        """What is imported."""
        return _("Import: %(what)s") % {"what": self.importer.title}

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the template's address and the columns."""
        name = self.importer.name
        return {
            **super().describe(form),
            "columns": self.importer.columns,
            "template_url": reverse("exchange:import_template", args=[name]),
            "current_url": reverse("exchange:import_current", args=[name])
            if self.importer.export
            else "",
            "help": self.importer.help,
            "cancel_url": find_url(self.importer.list_url_name) or reverse("exchange:imports"),
        }

    def save(self, form: Any) -> ImportSession:
        """Take the table in."""
        return start_import(
            kind=self.importer.name, uploaded=form.cleaned_data["file"], actor=self.actor
        )


class ImportPage(ObjectPage):
    """The present step of an import."""

    model = ImportSession
    template = "exchange/import.html"
    breadcrumbs: ClassVar = ((gettext_lazy("Imports"), "exchange:imports"),)
    live_topic = "import:{pk}"

    def get_subtitle(self, obj: ImportSession) -> str:
        """What is imported and by whom."""
        return f"{kind_words(obj.kind)} · {obj.actor_name}"

    def state(self, obj: ImportSession) -> dict[str, Any]:
        """The step."""
        return {"label": obj.get_state_display(), "tone": IMPORT_TONES[obj.state]}

    def timeline(self, obj: ImportSession) -> None:
        """The steps speak for themselves."""
        return None

    def describe(self, obj: ImportSession) -> dict[str, Any]:
        """Add the step's own context."""
        return {**super().describe(obj), **step_context(obj, None)}


def step_context(session: ImportSession, form: MappingForm | None, page: int = 1) -> dict[str, Any]:
    """What the page of a step shows: the mapping form, or the preview with its errors."""
    importer = importer_of(session)
    shown = form or MappingForm(
        importer=importer,
        header=session.header,
        initial={
            **{name: str(position) for name, position in session.mapping.items()},
            "may_update": session.may_update,
        },
    )
    columns = [c for c in importer.columns if c.name in session.mapping]
    is_open = session.state in (ImportState.UPLOADED, ImportState.CHECKED)
    return {
        "session": session,
        "mapping_form": shown if is_open else None,
        "is_running": session.state in (ImportState.CHECKING, ImportState.COMMITTING),
        "is_checked": session.state == ImportState.CHECKED,
        "is_committed": session.state == ImportState.COMMITTED,
        "preview_columns": columns,
        "preview": preview(session, importer) if session.state == ImportState.CHECKED else [],
        "list_url": find_url(importer.list_url_name),
        "map_url_": reverse("exchange:import_map", args=[session.pk]),
        "commit_url": reverse("exchange:import_commit", args=[session.pk]),
        "cancel_url": reverse("exchange:import_cancel", args=[session.pk]),
        "errors_url": reverse("exchange:import_errors", args=[session.pk]),
    }


def preview(session: ImportSession, importer: Importer) -> list[dict[str, Any]]:
    """Rows of the preview: the wrong ones first, each cell with what is wrong in it."""
    rows = list(session.rows.filter(~Q(errors=[]))[:PREVIEW_ROWS])
    rows += list(session.rows.filter(errors=[])[: max(0, PREVIEW_ROWS - len(rows))])
    columns = [c for c in importer.columns if c.name in session.mapping]
    found = []
    for row in rows:
        by_column: dict[str, list[str]] = {}
        for error in row.errors:
            by_column.setdefault(error["column"], []).append(error["message"])
        cells = row.cells
        described = []
        for column in columns:
            position = session.mapping[column.name]
            text = cells[position] if position < len(cells) else ""
            described.append(
                {
                    "text": mask(text) if column.is_sensitive and text else text,
                    "errors": by_column.pop(column.name, []),
                }
            )
        # What is wrong with the whole row, or with a column that the file does not have.
        rest = [message for messages in by_column.values() for message in messages]
        found.append(
            {
                "number": row.number,
                "action": row.get_action_display() if not row.errors else "",
                "cells": described,
                "errors": rest,
                "is_wrong": bool(row.errors),
            }
        )
    return found


@require_POST
@requires(USE_IMPORT)
def map_and_check(request: ActorRequest, pk: int) -> HttpResponse:
    """Fix the mapping and check the rows, at once or in the background."""
    session = get_visible(ImportSession, pk, actor=request.actor)
    importer = importer_of(session)
    form = MappingForm(request.POST, importer=importer, header=session.header)
    if form.is_valid():
        try:
            session = map_columns(
                import_id=pk,
                mapping=form.mapping(),
                may_update=bool(form.cleaned_data.get("may_update")),
                actor=request.actor,
            )
        except InvalidInput as error:
            for name, message in error.fields.items():
                form.add_error(name, str(message))
            if not error.fields:
                form.add_error(None, str(error))
        else:
            if session.total <= AT_ONCE_ROWS:
                check_rows(import_id=pk, actor=request.actor)
            else:
                from anlan.base.exchange.tasks import run_import_check

                run_import_check.defer(import_id=pk, person=request.actor.id)
            return go_to(request, session.get_absolute_url())
    page = {
        "title": str(session),
        "subtitle": kind_words(session.kind),
        "state": {"label": session.get_state_display(), "tone": IMPORT_TONES[session.state]},
        **step_context(session, form),
    }
    context = {"page": page, "object": session}
    return render_page(request, "exchange/import.html", context, status=422)


@require_POST
@requires(USE_IMPORT)
def commit(request: ActorRequest, pk: int) -> HttpResponse:
    """Write everything, at once or in the background."""
    session = get_visible(ImportSession, pk, actor=request.actor)
    if session.total <= AT_ONCE_ROWS:
        commit_import(import_id=pk, actor=request.actor)
    else:
        from anlan.base.exchange.services.imports import queue_commit

        queue_commit(import_id=pk, actor=request.actor)
    return go_to(request, session.get_absolute_url())


@require_POST
@requires(USE_IMPORT)
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Give the import up."""
    session = cancel_import(import_id=pk, actor=request.actor)
    return go_to(request, session.get_absolute_url())


@require_GET
@requires(USE_IMPORT)
def template(request: ActorRequest, kind: str) -> HttpResponseBase:
    """Give the empty table with headings and one row of examples."""
    importer = _importer(request, kind)
    header = [f"{c.label}*" if c.required else str(c.label) for c in importer.columns]
    examples = [[c.example for c in importer.columns]]
    book = exports.xlsx_file(str(importer.title), header, examples)
    return exports.download(
        request,
        exports.file_chunks(book),
        name=f"{importer.title}-{_('template')}.xlsx",
        content_type=exports.FORMATS["xlsx"],
    )


@require_GET
@requires(USE_IMPORT)
def current(request: ActorRequest, kind: str) -> HttpResponseBase:
    """Give the present rows in the form of the template, to correct and import again."""
    importer = _importer(request, kind)
    if importer.export is None:
        raise NotVisible
    hooks.record(request.actor, "exchange.list.exported", {"list": importer.name, "format": "xlsx"})
    header = [str(column.label) for column in importer.columns]
    book = exports.xlsx_file(str(importer.title), header, importer.export(request.actor))
    return exports.download(
        request,
        exports.file_chunks(book),
        name=f"{importer.title}.xlsx",
        content_type=exports.FORMATS["xlsx"],
    )


@require_GET
@requires(USE_IMPORT)
def errors(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Give the errors as a table: row, column, what is wrong."""
    session = get_visible(ImportSession, pk, actor=request.actor)
    importer = importer_of(session)
    labels = {column.name: str(column.label) for column in importer.columns}
    rows = (
        [row.number, labels.get(error["column"], ""), error["message"]]
        for row in session.rows.filter(~Q(errors=[])).iterator(chunk_size=500)
        for error in row.errors
    )
    header = [_("row"), _("column"), _("what is wrong")]
    return exports.download(
        request,
        exports.csv_chunks(header, rows),
        name=f"{session.file_name}-{_('errors')}.csv",
        content_type=exports.FORMATS["csv"],
    )


def _importer(request: ActorRequest, kind: str) -> Importer:
    found = find_importer(kind)
    if found is None:
        raise NotVisible
    require_permission(request.actor, found.permission)
    return found
