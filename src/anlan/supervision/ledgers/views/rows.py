"""The pages every ledger gets: list, row, form, statistics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.files.public import attachments_of
from anlan.kernel import clock
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import (
    CreatePage,
    ListPage,
    ObjectPage,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.pages.facets import replaced
from anlan.kernel.pages.pagination import capped_count
from anlan.kernel.policy import get_visible, policy_of, require, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.supervision.ledgers.filters import row_facets, row_filter
from anlan.supervision.ledgers.forms import RowForm
from anlan.supervision.ledgers.models import Ledger, LedgerField, LedgerRow
from anlan.supervision.ledgers.permissions import IMPORT, KEEP_ROW
from anlan.supervision.ledgers.services.kinds import words
from anlan.supervision.ledgers.services.reminding import due_q
from anlan.supervision.ledgers.services.rows import create_row, remove_row, update_row
from anlan.supervision.ledgers.services.values import fields_of
from anlan.supervision.ledgers.tables import hidden_columns, row_table

#: A longer ledger is sorted by the columns that have an index, not by any field.
SORTABLE_ROWS = 20_000


class RowListPage(ListPage):
    """The rows of one ledger: columns, facets, filters and tabs come from its description."""

    model = LedgerRow
    search_fields = ("search_text",)
    select_related = ("enterprise", "region")
    map_layer = "ledger_rows"
    template = "ledgers/rows.html"
    breadcrumbs: ClassVar = ((gettext_lazy("Sector ledgers"), "ledgers:ledgers"),)
    empty_title = gettext_lazy("No row yet")
    ledger: Ledger
    columns: Sequence[LedgerField]

    @classmethod
    def keep_on_map(cls, rows: QuerySet[Any], request: Any) -> QuerySet[Any]:
        """Of the layer of all ledgers keep the one whose list led to the map."""
        wanted = request.GET.get("ledger", "")
        if not wanted.isdigit():
            return rows
        page = cls()
        page.request = request
        page.describe_ledger(int(wanted))
        from anlan.kernel.pages.facets import narrow

        listed = narrow(page.narrowed()[0], page.facets, request.GET)
        return rows.filter(pk__in=listed.order_by().values("pk"))

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Take the page's parts from the ledger first."""
        self.describe_ledger(kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def describe_ledger(self, pk: int) -> None:
        """Set columns, facets, filters and tabs by the fields of the ledger."""
        self.ledger = get_visible(Ledger, pk, actor=self.actor)
        self.columns = fields_of(self.ledger)
        has_due = bool(self.ledger.due_rule)
        may_sort = capped_count(self.queryset(), SORTABLE_ROWS) <= SORTABLE_ROWS
        page: Any = self
        page.title = self.ledger.name
        page.subtitle = self.ledger.purpose
        page.facets = row_facets(self.ledger, self.columns)
        page.filterset_class = row_filter(self.columns, has_due=has_due)
        page.table_class = row_table(
            self.ledger.title_key, self.columns, has_due=has_due, may_sort=may_sort
        )
        page.hidden_columns = hidden_columns(self.ledger.title_key, self.columns)
        page.live_topic = f"ledger:{self.ledger.pk}"
        page.empty_text = self.ledger.purpose
        if has_due:
            page.saved_filters = (
                SavedFilter("all", _("All")),
                SavedFilter(
                    "overdue", _("Overdue"), due_q(clock.today(), overdue=True), counted=True,
                    level=1,
                ),
                SavedFilter(
                    "soon", _("Due in 30 days"), due_q(clock.today(), overdue=False), counted=True
                ),
            )  # fmt: skip

    def queryset(self) -> QuerySet[Any]:
        """The visible rows of this ledger."""
        return super().queryset().filter(ledger=self.ledger)

    def describe_tabs(self) -> list[dict[str, Any]]:
        """Tabs count the rows of this ledger only."""
        current = self.current_tab()
        tabs = []
        for tab in self.saved_filters:
            count: str | None = None
            if tab.counted:
                number = capped_count(tab.apply(self.queryset(), self.actor), 999)
                count = str(number) if number <= 999 else "999+"
            tabs.append(
                {
                    "label": tab.label,
                    "url": f"?tab={tab.name}",
                    "active": tab is current,
                    "count": count,
                    "level": tab.level if count not in (None, "0") else None,
                }
            )
        return tabs

    def cookie(self) -> str:
        """Each ledger remembers its own columns."""
        return f"anlan_columns_ledger_{self.ledger.pk}"

    def map_url(self) -> str:
        """The map with the places of this ledger, filtered as the list."""
        address = find_url("onemap:map")
        if not address or not any(f.kind in ("place", "enterprise") for f in self.columns):
            return ""
        query = replaced(self.request.GET, layer="ledger_rows", ledger=str(self.ledger.pk))
        return f"{address}{query}"

    def describe(self, *args: Any) -> dict[str, Any]:
        """Add the addresses that carry the ledger's key."""
        page = super().describe(*args)
        pk = self.ledger.pk
        may_fill = not self.ledger.is_retired
        if may_fill and self.actor.has(KEEP_ROW):
            page["create_url"] = reverse("ledgers:add_row", args=[pk])
            page["create_label"] = _("Add a row")
            if not self.request.GET:
                page["empty"] |= {"url": page["create_url"], "label": page["create_label"]}
        if may_fill and self.actor.has(IMPORT) and self.actor.has("exchange.use_import"):
            page["import_url"] = reverse("ledgers:import", args=[pk])
        page["statistics_url"] = reverse("ledgers:statistics", args=[pk])
        page["pack"] = self.ledger.pack
        page["ledger"] = self.ledger
        return page


class RowPage(ObjectPage):
    """One row with its values, files and history."""

    model = LedgerRow
    select_related = ("ledger__pack", "enterprise", "region", "organisation")
    edit_url_name = "ledgers:change_row"
    edit_permission = KEEP_ROW

    def get_breadcrumbs(self) -> list[dict[str, Any]]:
        """Back to the ledger."""
        row = get_visible(LedgerRow, self.kwargs["pk"], actor=self.actor)
        return [
            {"label": _("Sector ledgers"), "url": reverse("ledgers:ledgers")},
            {"label": row.ledger.name, "url": row.ledger.get_absolute_url()},
        ]

    def get_subtitle(self, obj: LedgerRow) -> str:
        """The ledger and its pack."""
        return f"{obj.ledger.name} · {obj.ledger.pack.name}"

    def holder(self, obj: LedgerRow) -> dict[str, Any] | None:
        """Who keeps the row."""
        if obj.organisation is None:
            return None
        return {"label": str(obj.organisation), "url": obj.organisation.get_absolute_url()}

    def state(self, obj: LedgerRow) -> dict[str, Any] | None:
        """How the due day stands."""
        if obj.is_done:
            return {"label": _("settled"), "tone": "done"}
        days = obj.days_left
        if days is None:
            return None
        if days < 0:
            return {"label": _("%(days)s days overdue") % {"days": -days}, "tone": "overdue"}
        if days <= 30:
            return {"label": _("%(days)s days left") % {"days": days}, "tone": "waiting"}
        return {"label": _("due on %(day)s") % {"day": obj.due_on}, "tone": "neutral"}

    def map_url(self, obj: LedgerRow) -> str:
        """The map at its place."""
        address = find_url("onemap:map")
        if not address or obj.location is None:
            return ""
        point = f"{obj.location.x:.6f},{obj.location.y:.6f}"
        return f"{address}?at={point}&zoom=15&layer=ledger_rows&ledger={obj.ledger_id}"

    def facts(self, obj: LedgerRow) -> list[dict[str, Any]]:
        """Every value under its heading; values of retired fields stay readable."""
        files = {info.id: info for info in attachments_of(obj)}
        rows: list[dict[str, Any]] = []
        old: list[dict[str, Any]] = []
        for field in obj.ledger.fields.all():
            value = obj.values.get(field.key)
            if field.is_retired and value in (None, "", []):
                continue
            target = old if field.is_retired else rows
            target += self._facts_of(field, value, obj, files)
        due = []
        if obj.due_on:
            due.append(fact(_("due on"), obj.due_on, help=obj.ledger.due_rule))
        due.append(fact(_("region"), str(obj.region)))
        groups = [fact_group(_("Content"), *rows), fact_group(_("Keeping"), *due)]
        if old:
            groups.append(fact_group(_("Fields no longer in use"), *old))
        return groups

    def _facts_of(
        self, field: LedgerField, value: Any, obj: LedgerRow, files: dict[int, Any]
    ) -> list[dict[str, Any]]:
        if field.kind == "enterprise":
            if obj.enterprise is None:
                return [fact(field.label, None)]
            return [fact(field.label, str(obj.enterprise), url=obj.enterprise.get_absolute_url())]
        if field.kind == "region":
            return [fact(field.label, str(obj.region) if value else None)]
        if field.kind == "file":
            kept = [files[pk] for pk in value or [] if pk in files]
            return [fact(field.label, info.name, url=info.url) for info in kept] or [
                fact(field.label, None)
            ]
        return [fact(field.label, words(field.kind, value, field.unit), wide=field.kind == "long")]

    def own_verbs(self, obj: LedgerRow) -> list[Verb]:
        """Taking the row out, with the reason."""
        if not policy_of(LedgerRow).can(self.actor, KEEP_ROW, obj):
            return []
        return [
            Verb(
                "remove", _("Take out of the ledger"),
                reverse("ledgers:remove_row", args=[obj.pk]),
                style="danger", needs_reason=True, icon="trash",
            )
        ]  # fmt: skip


class RowCreatePage(CreatePage):
    """A new row of a ledger."""

    model = LedgerRow
    permission = KEEP_ROW
    ledger: Ledger

    def load(self, **kwargs: Any) -> None:
        """Fetch the ledger."""
        self.ledger = get_visible(Ledger, kwargs["pk"], actor=self.actor)
        self.cancel_url = self.ledger.get_absolute_url()

    def get_title(self) -> str:
        """The ledger's name."""
        return _("Add a row: %(ledger)s") % {"ledger": self.ledger.name}

    def form(self, **data: Any) -> RowForm:
        """The form of the ledger."""
        return RowForm(ledger=self.ledger, columns=fields_of(self.ledger), actor=self.actor, **data)

    def save(self, form: RowForm) -> LedgerRow:
        """Add the row."""
        return create_row(
            ledger_id=self.ledger.pk,
            values=form.values(),
            files=form.uploads(),
            actor=self.actor,
        )


class RowChangePage(RowCreatePage):
    """Changing a row."""

    obj: LedgerRow

    def load(self, **kwargs: Any) -> None:
        """Fetch the row."""
        self.obj = get_visible(LedgerRow, kwargs["pk"], actor=self.actor)
        require(self.actor, KEEP_ROW, self.obj)
        self.ledger = self.obj.ledger
        self.cancel_url = self.obj.get_absolute_url()

    def get_title(self) -> str:
        """The row's name."""
        return _("Change: %(name)s") % {"name": self.obj}

    def form(self, **data: Any) -> RowForm:
        """The form with the present values."""
        return RowForm(
            ledger=self.ledger, columns=fields_of(self.ledger), actor=self.actor, row=self.obj,
            **data,
        )  # fmt: skip

    def save(self, form: RowForm) -> LedgerRow:
        """Change the row."""
        return update_row(
            row_id=self.obj.pk, values=form.values(), files=form.uploads(), actor=self.actor
        )


@require_POST
@requires(KEEP_ROW)
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a row out of its ledger."""
    row = remove_row(row_id=pk, actor=request.actor, reason=request.POST.get("reason", ""))
    messages.success(request, _("%(row)s was taken out of the ledger.") % {"row": row})
    return go_to(request, row.ledger.get_absolute_url())


@requires(IMPORT)
def start_import(request: ActorRequest, pk: int) -> HttpResponse:
    """Lead to the import of this ledger."""
    if not visible(Ledger, request.actor).filter(pk=pk, is_retired=False).exists():
        raise NotVisible
    return redirect("exchange:import_start", f"ledger-{pk}")
