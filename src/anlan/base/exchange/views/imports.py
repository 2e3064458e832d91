"""Pages of an import: upload, map columns, look at every row, confirm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from anlan.base.exchange.forms import MappingForm, TableForm, UploadForm
from anlan.base.exchange.models import ImportSession, ImportState
from anlan.base.exchange.permissions import USE_IMPORT
from anlan.base.exchange.selectors.preview import PAGE_ROWS, Preview, corrected_rows
from anlan.base.exchange.services.checking import check_rows
from anlan.base.exchange.services.imports import (
    cancel_import,
    choose_table,
    importer_of,
    map_columns,
    start_import,
)
from anlan.base.exchange.services.writing import commit_import, queue_commit
from anlan.base.exchange.tables import IMPORT_TONES, ImportTable, kind_words
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.pages import CreatePage, Facet, ListPage, ObjectPage, exports, hooks
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.policy import get_visible, require_permission
from anlan.kernel.requests import ActorRequest, render_page, requires
from anlan.kernel.transfer import Importer, find_importer, importers_for

#: Larger tables are checked and written in the background.
AT_ONCE_ROWS = 300
#: Ways of looking at the rows.
SHOW = {
    "": gettext_lazy("all rows"),
    "wrong": gettext_lazy("with problems"),
    "skipped": gettext_lazy("skipped"),
}


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
            "cancel_url": find_url(self.importer.list_url_name, *self.importer.list_url_args)
            or reverse("exchange:imports"),
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
        return {**super().describe(obj), **step_context(self.request, obj)}


def step_context(
    request: ActorRequest,
    session: ImportSession,
    form: MappingForm | None = None,
    table_form: TableForm | None = None,
) -> dict[str, Any]:
    """What the page of a step shows: the table and its columns, or the preview with repairs."""
    importer = importer_of(session)
    is_mine = session.actor_id == request.actor.id
    is_open = is_mine and session.state in (ImportState.UPLOADED, ImportState.CHECKED)
    mapping_form = form or MappingForm(
        importer=importer,
        header=session.header,
        initial={
            **{name: str(position) for name, position in session.mapping.items()},
            "may_update": session.may_update,
        },
    )
    is_checked = session.state == ImportState.CHECKED
    address = {
        f"{name}_url": reverse(f"exchange:import_{name}", args=[session.pk])
        for name in ("map", "table", "commit", "cancel", "errors", "workbook")
    }
    return {
        "session": session,
        "mapping_form": mapping_form if is_open else None,
        "table_form": (table_form or TableForm.of(session)) if is_open else None,
        "is_running": session.state in (ImportState.CHECKING, ImportState.COMMITTING),
        "is_checked": is_checked and is_mine,
        "is_committed": session.state == ImportState.COMMITTED,
        "is_uploaded": session.state == ImportState.UPLOADED,
        "good": session.created + session.updated,
        "list_url": find_url(importer.list_url_name, *importer.list_url_args),
        "addresses": address,
        **(preview_context(request, session, importer) if is_checked and is_mine else {}),
    }


def preview_context(
    request: ActorRequest, session: ImportSession, importer: Importer
) -> dict[str, Any]:
    """The problems and the rows that the address asks for."""
    query = QueryDict(request.POST.get("back", "")) if request.method == "POST" else request.GET
    page = int(query.get("page") or 1) if (query.get("page") or "1").isdigit() else 1
    preview = Preview(session, importer, request.actor)
    only = (query["kind"], query.get("column", "")) if query.get("kind") else None
    groups = preview.groups(only, page=max(page, 1) if only else 1)
    show = query.get("show", "") if query.get("show", "") in SHOW else ""
    rows, total = ([], 0) if only and groups else preview.rows(show, 1 if only else max(page, 1))
    here = session.get_absolute_url()
    return {
        "groups": groups,
        "only": only if groups else None,
        "preview_columns": preview.columns,
        "preview": rows,
        "shows": [
            {"label": label, "url": f"{here}?show={name}", "is_current": name == show}
            for name, label in SHOW.items()
        ],
        "back": query.urlencode(),
        "next_url": f"{here}?show={show}&page={page + 1}" if page * PAGE_ROWS < total else "",
        "previous_url": f"{here}?show={show}&page={page - 1}" if page > 1 and not only else "",
        "here": here,
    }


def answer_step(
    request: ActorRequest, session: ImportSession, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """Show the page of the step again, or its preview alone when HTMX asks."""
    page = {
        "title": str(session),
        "subtitle": kind_words(session.kind),
        "state": {"label": session.get_state_display(), "tone": IMPORT_TONES[session.state]},
        **step_context(request, session, **forms),
    }
    context = {"page": page, "object": session}
    return render_page(
        request,
        "exchange/import.html",
        context,
        partial=None if forms else "exchange/_preview.html",
        status=status,
    )


@require_POST
@requires(USE_IMPORT)
def table(request: ActorRequest, pk: int) -> HttpResponse:
    """Choose other sheets, or another row of headings."""
    session = get_visible(ImportSession, pk, actor=request.actor)
    form = TableForm(request.POST, session=session)
    if form.is_valid():
        try:
            choose_table(import_id=pk, actor=request.actor, **form.cleaned_data)
        except InvalidInput as error:
            for message in error.fields.values():
                form.add_error(None, str(message))
            if not error.fields:
                form.add_error(None, str(error))
        else:
            return go_to(request, session.get_absolute_url())
    return answer_step(request, session, status=422, table_form=form)


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
    return answer_step(request, session, status=422, form=form)


@require_POST
@requires(USE_IMPORT)
def commit(request: ActorRequest, pk: int) -> HttpResponse:
    """Write everything, at once or in the background."""
    session = get_visible(ImportSession, pk, actor=request.actor)
    only_good = request.POST.get("only_good") == "yes"
    if session.total <= AT_ONCE_ROWS:
        commit_import(import_id=pk, actor=request.actor, only_good=only_good)
    else:
        queue_commit(import_id=pk, actor=request.actor, only_good=only_good)
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
def corrected(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Give the table as it stands now, corrected, with a column that says what is wrong."""
    session = get_visible(ImportSession, pk, actor=request.actor)
    if session.actor_id != request.actor.id:
        raise NotVisible
    importer = importer_of(session)
    hooks.record(request.actor, "exchange.list.exported", {"list": importer.name, "format": "xlsx"})
    header = [*session.header, _("row in the file"), _("what is wrong")]
    book = exports.xlsx_file(str(importer.title), header, corrected_rows(session, importer))
    stem = session.file_name.rsplit(".", 1)[0]
    return exports.download(
        request,
        exports.file_chunks(book),
        name=f"{stem}-{_('corrected')}.xlsx",
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
