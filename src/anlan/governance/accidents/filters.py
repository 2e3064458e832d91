"""What narrows the register beside the facets; every figure of the statistics links with these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import django_filters
from django.db.models import F, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, Left
from django.forms import HiddenInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.regions.public import names_of
from anlan.governance.accidents.choices import Cause, UnitType
from anlan.governance.accidents.models import Accident, AccidentType
from anlan.kernel.errors import Message
from anlan.kernel.inputs import DayInput
from anlan.kernel.pages import Facet


class AccidentFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Days, hour and weekday of the accident, cause, kind of unit, section of the industries."""

    since = django_filters.DateFilter(
        field_name="occurred_on", lookup_expr="gte", label=_("happened from"), widget=DayInput
    )
    until = django_filters.DateFilter(
        field_name="occurred_on", lookup_expr="lte", label=_("happened until"), widget=DayInput
    )
    # Set by links of the statistics; kept in the form, shown only as what narrows the list now.
    hour = django_filters.NumberFilter(
        method="at_hour", label=_("hour of the day"), widget=HiddenInput
    )
    weekday = django_filters.NumberFilter(
        method="on_weekday", label=_("weekday"), widget=HiddenInput
    )
    cause = django_filters.ChoiceFilter(choices=Cause.choices, label=_("direct cause"))
    unit_type = django_filters.ChoiceFilter(choices=UnitType.choices, label=_("kind of unit"))
    industry = django_filters.CharFilter(
        field_name="industry_code",
        lookup_expr="startswith",
        label=_("industry"),
        widget=HiddenInput,
    )
    department = django_filters.NumberFilter(
        field_name="department_id",
        label=pgettext_lazy("accidents", "department in charge"),
        widget=HiddenInput,
    )

    class Meta:
        model = Accident
        fields: ClassVar[list[str]] = []

    def at_hour(self, rows: QuerySet[Accident], name: str, hour: int) -> QuerySet[Accident]:
        """Keep what happened in the two hours that begin with an even one."""
        begin = int(hour) // 2 * 2
        return rows.alias(hour_of=ExtractHour("occurred_at")).filter(
            hour_of__gte=begin, hour_of__lt=begin + 2
        )

    def on_weekday(self, rows: QuerySet[Accident], name: str, day: int) -> QuerySet[Accident]:
        """Keep one weekday, 1 = Monday."""
        return rows.alias(day_of=ExtractIsoWeekDay("occurred_on")).filter(day_of=int(day))


def _townships(keys: Sequence[str]) -> Mapping[str, Message]:
    names = names_of([key.ljust(12, "0") for key in keys])
    return {key: names.get(key.ljust(12, "0"), key) for key in keys}


def _types(keys: Sequence[str]) -> Mapping[str, Message]:
    rows = AccidentType.objects.filter(pk__in=[key for key in keys if key and key != "None"])
    return {str(row.pk): row.name for row in rows}


FACETS = (
    Facet("domain", _("field of statistics")),
    Facet("grade", _("grade"), level=True),
    Facet(
        "township",
        _("township"),
        expression=Left(F("region_id"), 9),
        lookup="region_id__startswith",
        labels=_townships,
    ),
    Facet("kind", _("accident type"), field="kind_id", labels=_types),
)
