"""What narrows the list of hazards beside the facets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import django_filters
from django.apps import apps
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import Message
from anlan.kernel.pages import Facet
from anlan.supervision.hazards.choices import CauseFamily
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.selectors.statistics import words_of


class HazardFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Days of report, family of causes, one enterprise, one unit."""

    reported_from = django_filters.DateFilter(
        field_name="reported_at", lookup_expr="date__gte", label=_("reported from")
    )
    reported_to = django_filters.DateFilter(
        field_name="reported_at", lookup_expr="date__lte", label=_("reported to")
    )
    family = django_filters.ChoiceFilter(
        field_name="category__family", choices=CauseFamily.choices, label=_("family of causes")
    )
    enterprise = django_filters.NumberFilter(field_name="enterprise_id", label=_("enterprise"))
    unit = django_filters.NumberFilter(field_name="unit_id", label=_("risk unit"))
    criterion = django_filters.CharFilter(field_name="criteria__code", label=_("criterion"))

    class Meta:
        model = Hazard
        fields: ClassVar[list[str]] = []


def office_names(keys: Sequence[str]) -> Mapping[str, Message]:
    """Names of the responsible offices."""
    rows = apps.get_model("organisations.Organisation")._default_manager.filter(pk__in=keys)
    return {str(o.pk): str(o) for o in rows}


def township_names(prefixes: Sequence[str]) -> Mapping[str, Message]:
    """Names of townships by the nine digits of their codes."""
    return words_of("township", list(prefixes))


def category_names(codes: Sequence[str]) -> Mapping[str, Message]:
    """Names of causes."""
    return words_of("category", list(codes))


def sector_names(codes: Sequence[str]) -> Mapping[str, Message]:
    """Names of sectors."""
    return words_of("sector", list(codes))


FACETS = (
    Facet("level", _("hazard level"), level=True),
    Facet("state", _("state")),
    Facet("source", _("source")),
    Facet(
        "township",
        _("township"),
        expression=Left("region_id", 9),
        lookup="region__code__startswith",
        labels=township_names,
    ),
    Facet("sector", _("sector"), field="sector_id", labels=sector_names),
    Facet("department", _("responsible office"), field="department_id", labels=office_names),
    Facet("category", _("hazard category"), field="category_id", labels=category_names),
)
