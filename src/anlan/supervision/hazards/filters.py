"""What narrows the list of hazards beside the facets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import ClassVar

import django_filters
from django.apps import apps
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import Message
from anlan.kernel.pages import Facet
from anlan.supervision.hazards.choices import CauseFamily
from anlan.supervision.hazards.models import Hazard, HazardCategory
from anlan.supervision.hazards.selectors.statistics import words_of


class HazardFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Days of report, family of causes, one enterprise, one unit."""

    reported_from = django_filters.DateFilter(method="since", label=_("reported from"))
    reported_to = django_filters.DateFilter(method="until", label=_("reported to"))
    family = django_filters.ChoiceFilter(
        method="in_family", choices=CauseFamily.choices, label=_("family of causes")
    )
    enterprise = django_filters.NumberFilter(field_name="enterprise_id", label=_("enterprise"))
    unit = django_filters.NumberFilter(field_name="unit_id", label=_("risk unit"))
    criterion = django_filters.CharFilter(field_name="criteria__code", label=_("criterion"))

    class Meta:
        model = Hazard
        fields: ClassVar[list[str]] = []

    def in_family(self, rows: QuerySet[Hazard], name: str, family: str) -> QuerySet[Hazard]:
        """Keep the causes of a family, named one by one so that no table needs to be joined."""
        causes = HazardCategory.objects.filter(family=family).values_list("code", flat=True)
        return rows.filter(category_id__in=list(causes))

    # The beginning of a day is compared, not the day of each row: an index is of use then.

    def since(self, rows: QuerySet[Hazard], name: str, day: date) -> QuerySet[Hazard]:
        """Keep what was reported on a day or later."""
        return rows.filter(reported_at__gte=make_aware(datetime.combine(day, time.min)))

    def until(self, rows: QuerySet[Hazard], name: str, day: date) -> QuerySet[Hazard]:
        """Keep what was reported on a day or before."""
        end = datetime.combine(day + timedelta(days=1), time.min)
        return rows.filter(reported_at__lt=make_aware(end))


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
