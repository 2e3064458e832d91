"""What narrows lists: facets of choices, a filter for every other field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import django_filters
from django import forms
from django.apps import apps
from django.db.models import Expression, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Left
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.base.regions.public import names_of
from anlan.kernel.errors import Message
from anlan.kernel.inputs import DayInput
from anlan.kernel.pages import Facet
from anlan.kernel.search_text import search_q
from anlan.supervision.ledgers.models import (
    Cadence,
    CadenceOccurrence,
    Ledger,
    LedgerField,
    LedgerRow,
    Pack,
)
from anlan.supervision.ledgers.services.values import mark

#: Facets of one ledger beside the township; more would crowd the page.
MAX_FACETS = 5
TEXTS = ("text", "long", "person", "phone", "chemical", "place")


@dataclass(frozen=True, slots=True)
class MarkFacet(Facet):
    """The words of one choice field. Rows are found by their marks, which have statistics."""

    key: str = ""
    ledger_id: int = 0

    def condition(self, values: Sequence[str]) -> Q:
        """Any of the words."""
        found = Q()
        for value in values:
            word = {"True": "是", "False": "否"}.get(value, value)
            found |= Q(marks__contains=[mark(self.ledger_id, self.key, word)])
        return found

    def source(self) -> Expression | Combinable:
        """The word itself."""
        return KeyTextTransform(self.key, "values")


def township_names(prefixes: Sequence[str]) -> Mapping[str, Message]:
    """Names of townships by their nine digits."""
    found = names_of([f"{prefix}000" for prefix in prefixes])
    return {code[:9]: name for code, name in sorted(found.items())}


TOWNSHIP = Facet(
    "township",
    gettext_lazy("township"),
    expression=Left("region_id", 9),
    lookup="region__code__startswith",
    labels=township_names,
)


def row_facets(ledger: Ledger, fields: Sequence[LedgerField]) -> tuple[Facet, ...]:
    """The facets of one ledger."""
    found: list[Facet] = []
    for field in fields:
        if field.kind not in ("choice", "yes_no") or field.is_sensitive:
            continue

        def label(values: Sequence[str], kind: str = field.kind) -> Mapping[str, Message]:
            if kind == "yes_no":
                return {"True": _("yes"), "False": _("no")}
            return {value: value for value in values}

        found.append(
            MarkFacet(
                f"w_{field.key}", field.label, labels=label, key=field.key, ledger_id=ledger.pk
            )
        )
    return (*found[:MAX_FACETS], TOWNSHIP)


def row_filter(fields: Sequence[LedgerField], *, has_due: bool) -> type[Any]:
    """Return the filter form of one ledger: words, from–to for numbers and days."""
    found: dict[str, Any] = {}
    ends = (("from", "gte", pgettext("range", "from")), ("to", "lte", pgettext("range", "up to")))
    for field in fields:
        if field.is_sensitive:
            continue
        if field.kind in TEXTS:
            found[f"c_{field.key}"] = django_filters.CharFilter(
                label=field.label, method=_contains(field)
            )
        elif field.kind == "enterprise":
            found["enterprise"] = django_filters.CharFilter(label=field.label, method=_enterprise)
        elif field.kind == "number":
            for end, lookup, name in ends:
                found[f"{end}_{field.key}"] = django_filters.NumberFilter(
                    field_name=f"values__{field.key}", lookup_expr=lookup,
                    label=f"{field.label} {name}",
                    method=_number(field.key, lookup),
                )  # fmt: skip
        elif field.kind == "date":
            for end, lookup, name in ends:
                found[f"{end}_{field.key}"] = django_filters.DateFilter(
                    label=f"{field.label} {name}", method=_day(field.key, lookup),
                    widget=DayInput(),
                )  # fmt: skip
    meta = type("Meta", (), {"model": LedgerRow, "fields": []})
    return type("LedgerRowFilter", (django_filters.FilterSet,), {**found, "Meta": meta})


def _contains(field: LedgerField) -> Any:
    path = f"values__{field.key}"
    if field.kind in ("chemical", "place"):
        path = f"{path}__name"

    def narrow(rows: QuerySet[LedgerRow], name: str, value: str) -> QuerySet[LedgerRow]:
        for word in value.replace("\x00", "").split()[:6]:
            rows = rows.filter(**{f"{path}__icontains": word})
            if field.kind in ("text", "long", "person"):  # the index finds them, the value decides
                rows = rows.filter(search_q("search_text", word))
        return rows

    return narrow


def _enterprise(rows: QuerySet[LedgerRow], name: str, value: str) -> QuerySet[LedgerRow]:
    found = apps.get_model("enterprises.Enterprise")._default_manager.all()
    for word in value.replace("\x00", "").split()[:6]:
        found = found.filter(search_q("search_text", word))
    return rows.filter(enterprise__in=list(found.values_list("pk", flat=True)[:1000]))


def _number(key: str, lookup: str) -> Any:
    def narrow(rows: QuerySet[LedgerRow], name: str, value: Any) -> QuerySet[LedgerRow]:
        return rows.filter(**{f"values__{key}__{lookup}": float(value)})

    return narrow


def _day(key: str, lookup: str) -> Any:
    def narrow(rows: QuerySet[LedgerRow], name: str, value: Any) -> QuerySet[LedgerRow]:
        return rows.filter(**{f"values__{key}__{lookup}": value.isoformat()})

    return narrow


def pack_names(ids: Sequence[str]) -> Mapping[str, Message]:
    """Names of packs by key."""
    rows = Pack.objects.filter(pk__in=[i for i in ids if i.isdigit()])
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


def cadence_names(ids: Sequence[str]) -> Mapping[str, Message]:
    """What cadences ask for, by key."""
    rows = Cadence.objects.filter(pk__in=[i for i in ids if i.isdigit()])
    return {str(pk): what[:30] for pk, what in rows.values_list("pk", "what")}


class DutyFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Duties of one cadence, by day."""

    cadence = django_filters.NumberFilter(
        field_name="cadence_id", label=gettext_lazy("cadence"), widget=forms.HiddenInput()
    )
    due_from = django_filters.DateFilter(
        field_name="due_on", lookup_expr="gte", label=gettext_lazy("due from"), widget=DayInput()
    )
    due_to = django_filters.DateFilter(
        field_name="due_on", lookup_expr="lte", label=gettext_lazy("due until"), widget=DayInput()
    )

    class Meta:
        model = CadenceOccurrence
        fields: ClassVar[list[str]] = []
