"""The list page: scope, tabs, search, facets, sorting, columns, bulk verbs, export, paging."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django_filters import FilterSet
from django_tables2 import RequestConfig
from django_tables2 import Table as PlainTable
from django_tables2.rows import BoundRow

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError, InvalidInput, Message
from anlan.kernel.layers import register_layer_filter
from anlan.kernel.pages import exports, hooks
from anlan.kernel.pages.base import ActorPage, find_url, go_to
from anlan.kernel.pages.facets import Facet, Found, Window, find, narrow, replaced, toggle
from anlan.kernel.pages.pagination import (
    COUNT_CAP,
    MAX_PER_PAGE,
    PER_PAGE,
    BoundedRows,
    CappedPaginator,
    can_sort_keys,
    capped_count,
    pageable,
    total_label,
)
from anlan.kernel.requests import render_page
from anlan.kernel.search_text import search_q

#: Rows a bulk verb reaches with “all that match”.
BULK_ROWS = 1000
#: A year; the choice of columns belongs to the browser, not to the account.
COLUMNS_COOKIE_AGE_S = 31_536_000


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A tab: a named condition, a Q or a function of the actor. The first is the default."""

    name: str
    label: Message
    condition: Q | Callable[[Actor], Q] | None = None
    counted: bool = False
    level: int | None = None

    def apply(self, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Return the rows of the tab."""
        condition = self.condition(actor) if callable(self.condition) else self.condition
        return rows if condition is None else rows.filter(condition)


@dataclass(frozen=True, slots=True)
class BulkVerb:
    """A verb over selected rows: one service call a row, refusals told row by row."""

    name: str
    label: Message
    service: Callable[..., Any]
    id_argument: str
    permission: str
    needs_reason: bool = False
    confirm: Message = ""
    icon: str = ""


class ListPage(ActorPage):
    """A list of one noun. Subclasses declare; everything starts from ``policy.visible(actor)``.

    The number of queries does not depend on the number of rows: the page itself, one count that
    stops at 10,000, one for all facets (and one more per facet in use), one per counted tab.
    Columns sorted by need an index; ``order_by=("region_id",)`` sorts a relation by its key.
    """

    template: ClassVar[str] = "kernel/list.html"
    table_class: ClassVar[type[PlainTable]]
    filterset_class: ClassVar[type[FilterSet] | None] = None
    saved_filters: ClassVar[tuple[SavedFilter, ...]] = ()
    facets: ClassVar[tuple[Facet, ...]] = ()
    #: Paths searched by ``q``; columns made by ``kernel.search_text`` find pinyin and any order.
    search_fields: ClassVar[tuple[str, ...]] = ()
    search_placeholder: ClassVar[Message] = ""
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)
    select_related: ClassVar[tuple[str, ...]] = ()
    prefetch_related: ClassVar[tuple[str, ...]] = ()
    #: Columns that are hidden until chosen.
    hidden_columns: ClassVar[tuple[str, ...]] = ()
    bulk_verbs: ClassVar[tuple[BulkVerb, ...]] = ()
    export_formats: ClassVar[tuple[str, ...]] = ("xlsx", "csv")
    create_url_name: ClassVar[str] = ""
    create_permission: ClassVar[str] = ""
    create_label: ClassVar[Message] = ""
    import_url_name: ClassVar[str] = ""
    import_permission: ClassVar[str] = ""
    #: Layer of the one map that shows this list; its filter travels along.
    map_layer: ClassVar[str] = ""
    empty_title: ClassVar[Message] = ""
    empty_text: ClassVar[Message] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if cls.map_layer:
            register_layer_filter(cls.map_layer, cls.keep_on_map)

    @classmethod
    def keep_on_map(cls, rows: QuerySet[Any], request: Any) -> QuerySet[Any]:
        """Narrow the rows of this list's map layer to what the list shows for the same query."""
        page = cls()
        page.request = request
        listed = narrow(page.narrowed()[0], page.facets, request.GET)
        return rows.filter(pk__in=listed.order_by().values("pk"))

    # Reading ------------------------------------------------------------------------------------

    def queryset(self) -> QuerySet[Any]:
        """Return the visible rows; override to annotate (keep it one query)."""
        rows = self.rights.visible(self.actor)
        if self.select_related:
            rows = rows.select_related(*self.select_related)
        return rows.prefetch_related(*self.prefetch_related) if self.prefetch_related else rows

    def current_tab(self) -> SavedFilter | None:
        """The saved filter in use."""
        wanted = self.request.GET.get("tab")
        for tab in self.saved_filters:
            if tab.name == wanted:
                return tab
        return self.saved_filters[0] if self.saved_filters else None

    def search(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        """Keep the rows in which every word of ``text`` occurs in one of the search fields."""
        condition = Q()
        for word in text.split()[:6]:
            either = Q()
            for path in self.search_fields:
                either |= search_q(path, word)
            condition &= either
        return rows.filter(condition)

    def narrowed(self) -> tuple[QuerySet[Any], FilterSet | None]:
        """Return the rows after tab, search and filter form, before the facets."""
        rows = self.queryset()
        tab = self.current_tab()
        if tab is not None:
            rows = tab.apply(rows, self.actor)
        text = self.request.GET.get("q", "").strip()
        if text and self.search_fields:
            rows = self.search(rows, text)
        filterset = None
        if self.filterset_class is not None:
            filterset = self.filterset_class(self.request.GET, queryset=rows, request=self.request)
            if filterset.is_valid():
                rows = filterset.qs
        return rows, filterset

    def table(self, rows: QuerySet[Any], total: int = COUNT_CAP + 1) -> PlainTable:
        """Return the table, sorted as the URL says and always in a settled order."""
        data = BoundedRows(rows.order_by(*self.ordering), total)
        hidden = [c["name"] for c in self.column_choice() if not c["visible"]]
        table = self.table_class(data, exclude=hidden)
        RequestConfig(self.request, paginate=False).configure(table)
        table.data.data = settled(table.data.data)
        return table

    def column_choice(self) -> list[dict[str, Any]]:
        """Return every column with whether it is shown: by the URL, the cookie, the declaration."""
        names = [name for name in self.table_class.base_columns if name not in self.always_hidden()]
        chosen = self.request.GET.getlist("columns")
        if not chosen:
            chosen = [n for n in self.request.COOKIES.get(self.cookie(), "").split(".") if n]
        shown = [n for n in chosen if n in names] or [
            n for n in names if n not in self.hidden_columns
        ]
        columns = self.table_class.base_columns
        return [
            {"name": n, "label": self._header(n, columns[n]), "visible": n in shown} for n in names
        ]

    def always_hidden(self) -> tuple[str, ...]:
        """Columns this actor may never see; override for sensitive ones."""
        return ()

    def _header(self, name: str, column: Any) -> Message:
        if column.verbose_name is not None:
            return str(column.verbose_name)
        field: Any = None
        model: Any = self.model
        path = str(column.accessor or name).replace(".", "__").split("__")
        try:
            for part in path:
                field = model._meta.get_field(part)
                model = field.related_model
        except Exception:
            return name.replace("_", " ")
        return str(field.verbose_name)

    def cookie(self) -> str:
        """Name of the cookie that keeps the choice of columns."""
        return f"anlan_columns_{self.model._meta.label_lower.replace('.', '_')}"

    # Answering ----------------------------------------------------------------------------------

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page, or export what it shows."""
        before_facets, filterset = self.narrowed()
        rows = narrow(before_facets, self.facets, request.GET)
        wanted = request.GET.get("export", "")
        if wanted:
            if wanted not in self.export_formats:
                raise InvalidInput(_("This list cannot be exported in that format."))
            return self.export(rows, wanted)
        table = self.table(rows)
        per_page = _whole(request.GET.get("per_page"), PER_PAGE, MAX_PER_PAGE)
        number = _whole(request.GET.get("page"), 1, COUNT_CAP)
        found = self.find(before_facets, rows, table, (number - 1) * per_page, per_page)
        table.total_label = total_label(found.total)
        table.paginate(
            paginator_class=CappedPaginator,
            per_page=per_page,
            page=min(number, max(1, -(-pageable(found.total) // per_page))),
            total=found.total,
        )
        page = self.describe(table, found, filterset)
        response = self.render({"page": page})
        if request.GET.getlist("columns"):
            shown = ".".join(c["name"] for c in page["columns"] if c["visible"])
            response.set_cookie(
                self.cookie(), shown, max_age=COLUMNS_COOKIE_AGE_S, samesite="Lax", httponly=True
            )
        return response

    def find(
        self,
        before_facets: QuerySet[Any],
        rows: QuerySet[Any],
        table: PlainTable,
        start: int,
        count: int,
    ) -> Found:
        """Count the rows and the facets, and tell the table which rows to show."""
        if not self.facets:
            found = Found([], capped_count(rows))
        else:
            ordered = table.data.data
            window = None
            if can_sort_keys(ordered):
                order = tuple(str(path) for path in ordered.query.order_by)
                window = Window(order, start, count)
            found = find(before_facets, self.facets, self.request.GET, window)
        table.data.set_total(found.total)
        if found.keys is not None:
            table.data.known = (start, start + count, found.keys)
        return found

    def render(self, context: Mapping[str, Any]) -> HttpResponse:
        """Render the page; override to add context."""
        return render_page(self.request, self.template, context)

    def describe(
        self,
        table: PlainTable,
        found: Found,
        filterset: FilterSet | None,
    ) -> dict[str, Any]:
        """Return the context ``page`` of ``kernel/list.html``."""
        query = self.request.GET
        return {
            "title": self.title or self.model._meta.verbose_name_plural,
            "subtitle": self.subtitle,
            "breadcrumbs": self.get_breadcrumbs(),
            "live_topic": self.live_topic,
            "tabs": self.describe_tabs(),
            "facets": [facet for facet in found.facets if facet["choices"]],
            "active_filters": self.active_filters(found.facets, filterset),
            "filter_form": filterset.form if filterset is not None else None,
            "table": table,
            "columns": self.column_choice(),
            "bulk_verbs": self.describe_bulk_verbs(),
            "exports": [
                {"label": f.upper(), "url": replaced(query, export=f), "icon": "download"}
                for f in self.export_formats
            ],
            "search_value": query.get("q", ""),
            "search_placeholder": self.search_placeholder,
            "total": found.total,
            "total_label": total_label(found.total),
            "map_url": self.map_url(),
            "create_url": self._allowed(self.create_url_name, self.create_permission),
            "create_label": self.create_label,
            "import_url": self._allowed(self.import_url_name, self.import_permission),
            "print": True,
            "empty": self.describe_empty(),
        }

    def describe_tabs(self) -> list[dict[str, Any]]:
        """Return the saved filters; a counted one counts the visible rows, at most 1,000."""
        current = self.current_tab()
        tabs = []
        for tab in self.saved_filters:
            count: str | int | None = None
            if tab.counted:
                number = capped_count(tab.apply(self.rights.visible(self.actor), self.actor), 999)
                count = number if number <= 999 else "999+"
            tabs.append(
                {
                    "label": tab.label,
                    "url": f"?tab={tab.name}",
                    "active": tab is current,
                    "count": count,
                    "level": tab.level if count else None,
                }
            )
        return tabs

    def active_filters(
        self, facets: Sequence[Mapping[str, Any]], filterset: FilterSet | None
    ) -> list[dict[str, Any]]:
        """Return what narrows the list now, each with the address without it."""
        query = self.request.GET
        found: list[dict[str, Any]] = []
        if text := query.get("q", "").strip():
            found.append({"label": f"“{text}”", "remove_url": replaced(query, q=None)})
        for facet in facets:
            for choice in facet["choices"]:
                if choice["active"]:
                    label = f"{facet['label']}: {choice['label']}"
                    found.append({"label": label, "remove_url": choice["url"]})
        if filterset is not None and filterset.form.is_bound:
            for name, field in filterset.form.fields.items():
                for value in query.getlist(name):
                    if value:
                        found.append(
                            {
                                "label": f"{field.label or name}: {_word(field, value)}",
                                "remove_url": toggle(query, name, value),
                            }
                        )
        return found

    def describe_bulk_verbs(self) -> list[dict[str, Any]]:
        """Return the bulk verbs this actor holds."""
        return [
            {
                "name": verb.name,
                "label": verb.label,
                "url": self.request.get_full_path(),
                "icon": verb.icon,
                "needs_reason": verb.needs_reason,
                "confirm": verb.confirm,
            }
            for verb in self.bulk_verbs
            if self.actor.has(verb.permission)
        ]

    def map_url(self) -> str:
        """Return the map showing this list's layer, with the present filter."""
        address = find_url("onemap:map") if self.map_layer else ""
        if not address:
            return ""
        return f"{address}{replaced(self.request.GET, layer=self.map_layer)}"

    def describe_empty(self) -> dict[str, Any]:
        """Return what the empty list says: nothing fits, or nothing is there yet."""
        if self.request.GET:
            return {
                "title": _("No row fits"),
                "text": _("Nothing matches what narrows this list."),
                "url": self.request.path,
                "label": _("Show all"),
                "icon": "search",
            }
        create = self._allowed(self.create_url_name, self.create_permission)
        label = self.create_label or _("New")
        return {
            "title": self.empty_title,
            "text": self.empty_text,
            **({"url": create, "label": label} if create else {}),
        }

    def _allowed(self, url_name: str, permission: str) -> str:
        if not url_name or (permission and not self.actor.has(permission)):
            return ""
        return find_url(url_name)

    # Export and bulk ----------------------------------------------------------------------------

    def export(self, rows: QuerySet[Any], file_format: str) -> HttpResponseBase:
        """Answer the rows of the list, in its order and columns, as a file; audited."""
        table = self.table(rows)
        columns = [c for c in table.columns if not c.column.exclude_from_export]
        header = [str(column.header) for column in columns]
        names = [column.name for column in columns]
        title = str(self.title or self.model._meta.verbose_name_plural)
        hooks.record(
            self.actor,
            "exchange.list.exported",
            {
                "list": self.model._meta.label,
                "format": file_format,
                "columns": names,
                "query": self.request.GET.urlencode(),
                "language": get_language(),
            },
        )
        values = _values(table, names)
        if file_format == "csv":
            chunks = exports.csv_chunks(header, values)
        else:
            chunks = exports.file_chunks(exports.xlsx_file(title, header, values))
        name = f"{title}-{clock.now():%Y%m%d-%H%M}.{file_format}"
        return exports.download(
            self.request, chunks, name=name, content_type=exports.FORMATS[file_format]
        )

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Carry out a bulk verb over the selected rows (or all that match, up to 1,000)."""
        verb = next((v for v in self.bulk_verbs if v.name == request.POST.get("verb")), None)
        if verb is None:
            raise InvalidInput(_("This list has no such verb."))
        reason = request.POST.get("reason", "").strip()
        if verb.needs_reason and not reason:
            raise InvalidInput(fields={"reason": _("Please give the reason.")})
        done, refused = self.run_bulk(verb, self.selected_ids(), reason)
        if done:
            text = ngettext("%(verb)s: %(n)s row done.", "%(verb)s: %(n)s rows done.", done)
            messages.success(request, text % {"verb": verb.label, "n": done})
        for line in refused[:5]:
            messages.error(request, line)
        if len(refused) > 5:
            messages.error(request, _("%(n)s more were refused.") % {"n": len(refused) - 5})
        return go_to(request, request.get_full_path())

    def selected_ids(self) -> list[Any]:
        """Return the keys of the selected rows, only visible ones."""
        if self.request.POST.get("all") == "1":
            before_facets, _filterset = self.narrowed()
            rows = narrow(before_facets, self.facets, self.request.GET)
            return list(rows.order_by("pk").values_list("pk", flat=True)[:BULK_ROWS])
        wanted = self.request.POST.getlist("ids")[:BULK_ROWS]
        try:
            visible = self.rights.visible(self.actor).filter(pk__in=wanted)
            return list(visible.order_by("pk").values_list("pk", flat=True))
        except (ValueError, TypeError):
            text = _("The selection could not be read. Select the rows again.")
            raise InvalidInput(text) from None

    def run_bulk(self, verb: BulkVerb, ids: Sequence[Any], reason: str) -> tuple[int, list[str]]:
        """Call the service for each row; return how many were done and why the others were not."""
        done, refused = 0, []
        extra = {"reason": reason} if verb.needs_reason else {}
        names = {o.pk: str(o) for o in self.rights.visible(self.actor).filter(pk__in=ids)}
        for pk in ids:
            try:
                with transaction.atomic():
                    verb.service(**{verb.id_argument: pk}, actor=self.actor, **extra)
            except DomainError as error:
                refused.append(f"{names.get(pk, pk)}: {error}")
            else:
                done += 1
        return done, refused


def _values(table: PlainTable, names: Sequence[str]) -> Iterator[list[Any]]:
    rows: QuerySet[Model] = table.data.data
    for record in rows.iterator(chunk_size=exports.CHUNK_ROWS):
        row = BoundRow(record, table=table)
        yield [row.get_cell_value(name) for name in names]


def settled(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Break ties by the key, in the direction of the last column, so that one index serves both."""
    order = [str(path) for path in rows.query.order_by]
    if any(path.lstrip("-") in ("pk", "id") for path in order):
        return rows
    return rows.order_by(*order, "-pk" if not order or order[-1].startswith("-") else "pk")


def _whole(text: str | None, default: int, largest: int) -> int:
    """Read a positive number from the URL, kept between 1 and ``largest``."""
    try:
        return min(max(1, int(text or default)), largest)
    except ValueError:
        return min(default, largest)


def _word(field: Any, value: str) -> str:
    """The word of a chosen value in a filter form."""
    for key, label in getattr(field, "choices", None) or ():
        if str(key) == value:
            return str(label)
    return value
