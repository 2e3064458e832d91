"""What narrows the list of teams beside its facets."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from anlan.command.teams.choices import Capability
from anlan.command.teams.models import Team


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
