"""Tables: packs, ledgers, criteria, duties, versions, and the table every ledger gets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.kernel.fields import mask
from anlan.kernel.pages import LinkColumn, MomentColumn, NumberColumn, StateColumn, Table
from anlan.kernel.templatetags.anlan import state_badge
from anlan.supervision.ledgers.choices import DUTY_TONES, TARGET_TONES, VERSION_TONES
from anlan.supervision.ledgers.models import (
    CadenceOccurrence,
    Criterion,
    Ledger,
    LedgerField,
    LedgerRow,
    Pack,
    PackVersion,
    Target,
)
from anlan.supervision.ledgers.services.kinds import words

#: Columns of a ledger that are shown at first, beside its title.
SHOWN_FIELDS = 6


class PackTable(Table):
    """The catalogue: one line a sub-plan."""

    sub_plan = NumberColumn(verbose_name=gettext_lazy("No."))
    name = LinkColumn()
    ledgers = NumberColumn(
        accessor="ledger_count",
        verbose_name=pgettext_lazy("sector pack", "ledgers"),
        orderable=False,
    )
    checklists = NumberColumn(
        accessor="checklist_count", verbose_name=gettext_lazy("checklists"), orderable=False
    )
    criteria = NumberColumn(
        accessor="criterion_count", verbose_name=gettext_lazy("hazard criteria"), orderable=False
    )
    verified = NumberColumn(
        accessor="verified_count", verbose_name=gettext_lazy("verified"), orderable=False
    )
    cadences = NumberColumn(
        accessor="cadence_count", verbose_name=gettext_lazy("cadences"), orderable=False
    )
    targets = NumberColumn(
        accessor="target_count",
        verbose_name=pgettext_lazy("sector pack", "targets"),
        orderable=False,
    )

    class Meta(Table.Meta):
        model = Pack
        fields = (
            "sub_plan",
            "name",
            "department",
            "ledgers",
            "checklists",
            "criteria",
            "verified",
            "cadences",
            "targets",
            "version",
        )
        order_by = "sub_plan"  # fmt: skip


class LedgerTable(Table):
    """All ledgers of all packs."""

    name = LinkColumn()
    pack = tables.Column(order_by=("pack__sub_plan", "sort_order"))
    aliases = tables.Column(orderable=False)
    due_rule = tables.Column(orderable=False)

    def render_aliases(self, value: Sequence[str]) -> str:
        """The other names in one line."""
        return "、".join(value)

    class Meta(Table.Meta):
        model = Ledger
        fields = ("name", "pack", "kept_by", "aliases", "purpose", "due_rule", "updated_at")


class CriterionTable(Table):
    """Hazard criteria with their clause and mark."""

    text = LinkColumn(orderable=False)
    pack = tables.Column(order_by=("pack__sub_plan", "sort_order"))
    is_verified = tables.Column(verbose_name=gettext_lazy("official text"))

    def render_is_verified(self, value: bool) -> Any:
        """The mark in words."""
        if value:
            return state_badge(_("verified"), "done")
        return state_badge(_("to be verified"), "unknown")

    class Meta(Table.Meta):
        model = Criterion
        fields = ("code", "text", "pack", "basis", "clause", "consequence", "is_verified")


class DutyTable(Table):
    """Duties of cadences."""

    what = LinkColumn(accessor="cadence__what", orderable=False,
                      verbose_name=gettext_lazy("what is done"))  # fmt: skip
    subject = tables.Column(accessor="cadence__get_subject_display", orderable=False,
                            verbose_name=pgettext_lazy("cadence", "subject"))  # fmt: skip
    responsible = tables.Column(empty_values=(), orderable=False,
                                verbose_name=pgettext_lazy("duty", "responsible"))  # fmt: skip
    state = StateColumn(tones=DUTY_TONES)
    due_on = MomentColumn(style="day")
    done_on = MomentColumn(style="day")
    pack = tables.Column(accessor="cadence__pack__name", orderable=False,
                         verbose_name=gettext_lazy("sector pack"))  # fmt: skip

    def render_responsible(self, record: CadenceOccurrence) -> str:
        """The enterprise, or the organisation."""
        return str(record.enterprise or record.organisation or record.region)

    def value_responsible(self, record: CadenceOccurrence) -> str:
        """As shown."""
        return self.render_responsible(record)

    class Meta(Table.Meta):
        model = CadenceOccurrence
        fields = ("what", "subject", "responsible", "due_on", "state", "done_on", "pack")


class TargetTable(Table):
    """Targets of the sub-plans and how they stand."""

    indicator = LinkColumn(orderable=False)
    value = tables.Column(orderable=False)
    pack = tables.Column(order_by=("pack_id",))
    deadline = MomentColumn(style="day")
    state = StateColumn(tones=TARGET_TONES)
    reached = tables.Column(orderable=False, empty_values=())
    reached_on = MomentColumn(style="day")

    def render_reached(self, record: Target) -> str:
        """The figure with its unit."""
        return "—" if record.reached is None else f"{record.reached:g} {record.unit}".strip()

    def value_reached(self, record: Target) -> float | None:
        """The bare figure for a spreadsheet."""
        return record.reached

    class Meta(Table.Meta):
        model = Target
        fields = ("indicator", "value", "pack", "deadline", "state", "reached", "reached_on",
                  "recurring", "who")  # fmt: skip


class VersionTable(Table):
    """Wordings of packs."""

    name = LinkColumn(accessor="label", verbose_name=gettext_lazy("version"))
    pack = tables.Column(order_by=("pack_id",))
    state = StateColumn(tones=VERSION_TONES)
    published_at = MomentColumn(style="day")

    class Meta(Table.Meta):
        model = PackVersion
        fields = ("name", "pack", "number", "state", "origin", "author_name", "approver_name",
                  "published_at")  # fmt: skip


class ValueColumn(tables.Column):  # type: ignore[misc]
    """One field of a ledger: read from the values of the row."""

    def __init__(self, field: LedgerField, **kwargs: Any) -> None:
        self.field = field
        if field.kind == "number":
            kwargs["attrs"] = {"td": {"class": "number"}, "th": {"class": "number"}}
        super().__init__(accessor="values", verbose_name=field.label, empty_values=(), **kwargs)

    def render(self, record: LedgerRow) -> Any:
        """The value in words; what is sensitive is masked."""
        text = self._words(record)
        if not text:
            return "—"
        if self.field.kind == "yes_no":
            return text
        if self.field.kind == "long" and len(text) > 60:
            return format_html('<span title="{}">{}…</span>', text, text[:60])
        return text

    def value(self, record: LedgerRow) -> Any:
        """Export the value itself where a spreadsheet can use it."""
        found = record.values.get(self.field.key)
        if self.field.kind == "number":
            return found
        return self._words(record)

    def _words(self, record: LedgerRow) -> str:
        text = words(self.field.kind, record.values.get(self.field.key), self.field.unit)
        return mask(text) if text and self.field.is_sensitive else text


def column_name(field: LedgerField) -> str:
    """The name of a field's column; no field can collide with the row's own columns."""
    return f"v_{field.key}"


def row_table(
    title_key: str, fields: Sequence[LedgerField], *, has_due: bool, may_sort: bool
) -> type[Table]:
    """Return the table of one ledger. Long ledgers are sorted by the row's own columns only."""
    columns: dict[str, Any] = {}
    title = next((f for f in fields if f.key == title_key), None)
    columns["title"] = LinkColumn(verbose_name=title.label if title else gettext_lazy("title"))
    for field in fields:
        if field.key == title_key and field.kind not in ("enterprise", "region"):
            continue
        if field.kind == "enterprise":
            columns["enterprise"] = tables.Column(
                verbose_name=field.label, order_by=("enterprise_id",)
            )
        elif field.kind == "region":
            columns["region"] = tables.Column(verbose_name=field.label, order_by=("region_id",))
        else:
            is_sortable = may_sort and field.kind in ("number", "date", "choice", "text", "person")
            columns[column_name(field)] = ValueColumn(
                field,
                orderable=is_sortable,
                **({"order_by": (f"values__{field.key}",)} if is_sortable else {}),
            )
    columns.setdefault("region", tables.Column(order_by=("region_id",)))
    if has_due:
        columns["due_on"] = MomentColumn(style="day")
    columns["updated_at"] = MomentColumn()
    meta = type("Meta", (Table.Meta,), {"model": LedgerRow, "fields": tuple(columns)})
    return type("LedgerRowTable", (Table,), {**columns, "Meta": meta})


def hidden_columns(title_key: str, fields: Sequence[LedgerField]) -> tuple[str, ...]:
    """Columns that wait to be chosen: long texts, files, and what would not fit."""
    narrow = [f for f in fields if f.kind not in ("long", "file", "place", "enterprise", "region")]
    shown = {column_name(f) for f in narrow if f.key != title_key}
    kept = [name for name in (column_name(f) for f in narrow) if name in shown][:SHOWN_FIELDS]
    hidden = [column_name(f) for f in fields if column_name(f) not in kept]
    has_region = any(f.kind == "region" for f in fields)
    return (*hidden, "updated_at", *(() if has_region else ("region",)))
