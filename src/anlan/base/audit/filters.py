"""Filters of the trail."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan.base.audit.models import AuditRecord
from anlan.base.audit.sentences import action_words


class AuditFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By who, what, on which object, when."""

    actor = django_filters.CharFilter(
        field_name="actor_name", lookup_expr="icontains", label=_("Who")
    )
    action = django_filters.ChoiceFilter(label=_("What"), choices=(), empty_label="—")
    object_label = django_filters.CharFilter(
        field_name="object_label", lookup_expr="icontains", label=_("On what")
    )
    since = django_filters.DateFilter(
        label=_("From day"), method="filter_since", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        label=_("To day"), method="filter_until", widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = AuditRecord
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = action_words(get_language() or "")
        self.filters["action"].extra["choices"] = list(words.items())

    def filter_since(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """From the beginning of a day."""
        return rows.filter(at__date__gte=value)

    def filter_until(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """To the end of a day."""
        return rows.filter(at__date__lte=value)
