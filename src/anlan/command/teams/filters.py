"""What narrows the lists of teams and experts beside their facets."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from anlan.command.incidents.public import IncidentKind
from anlan.command.teams.choices import Capability
from anlan.command.teams.models import Expert, Team


class TeamFilter(FilterSet):  # type: ignore[misc]
    """By capability (a team has several, so it is no facet)."""

    capability = ChoiceFilter(
        label=_("Capability"), choices=Capability.choices, method="with_capability"
    )

    class Meta:
        model = Team
        fields: tuple[str, ...] = ()

    def with_capability(self, rows: QuerySet[Team], name: str, value: Any) -> QuerySet[Team]:
        """Keep the teams that can do it."""
        return rows.filter(capabilities__contains=[value])


class ExpertFilter(FilterSet):  # type: ignore[misc]
    """By kind of incident (an expert knows several)."""

    kind = ChoiceFilter(
        label=_("Kind of incident"), choices=IncidentKind.choices, method="with_kind"
    )

    class Meta:
        model = Expert
        fields: tuple[str, ...] = ()

    def with_kind(self, rows: QuerySet[Expert], name: str, value: Any) -> QuerySet[Expert]:
        """Keep the experts who know it."""
        return rows.filter(incident_kinds__contains=[value])
