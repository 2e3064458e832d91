"""What narrows the list of enterprises beside the facets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import django_filters
from django.apps import apps
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.errors import Message
from anlan.kernel.pages import Facet
from anlan.supervision.enterprises.models import Enterprise, Sector


class EnterpriseFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Number of employees, from and to."""

    employees_min = django_filters.NumberFilter(
        field_name="employees", lookup_expr="gte", label=_("employees from")
    )
    employees_max = django_filters.NumberFilter(
        field_name="employees", lookup_expr="lte", label=_("employees to")
    )

    class Meta:
        model = Enterprise
        fields: ClassVar[list[str]] = []


def township_names(prefixes: Sequence[str]) -> Mapping[str, Message]:
    """Names of townships by the nine digits their enterprises share."""
    regions = apps.get_model("regions.Region")._default_manager
    codes = [f"{prefix}000" for prefix in prefixes]
    names = regions.filter(code__in=codes).order_by("code").values_list("code", "name")
    return {code[:9]: name for code, name in names}


def sector_names(codes: Sequence[str]) -> Mapping[str, Message]:
    """Names of sectors."""
    return dict(Sector.objects.filter(code__in=codes).values_list("code", "name"))


FACETS = (
    Facet("risk_level", _("risk level"), level=True),
    Facet("category", pgettext_lazy("supervision", "category")),
    Facet(
        "township",
        _("township"),
        expression=Left("region_id", 9),
        lookup="region__code__startswith",
        labels=township_names,
    ),
    Facet("sector", _("sector"), field="sector_id", labels=sector_names),
    Facet("status", _("status")),
)
