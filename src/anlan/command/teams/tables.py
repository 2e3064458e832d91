"""The lists of teams, experts, stand-bys, trainings and neighbours."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy
from django_tables2 import Column

from anlan.command.teams.choices import AVAILABILITY_TONES, READINESS_TONES, STAND_BY_TONES
from anlan.command.teams.models import Expert, JointTraining, NeighbourTeam, StandBy, Team
from anlan.command.teams.selectors.gaps import lapses_of
from anlan.command.teams.selectors.teams import shown_readiness
from anlan.kernel.pages import (
    LevelColumn,
    LinkColumn,
    MomentColumn,
    NumberColumn,
    StateColumn,
    Table,
)
from anlan.kernel.templatetags.anlan import state_badge


class TeamTable(Table):
    """Teams with what they can do and whether they can be sent."""

    name = LinkColumn()
    capabilities = Column(orderable=False)
    region = Column(order_by=("region_id",))
    leader = Column(order_by=("leader_id",))
    member_count = NumberColumn(unit=pgettext_lazy("unit", "people"))
    readiness = StateColumn(tones=READINESS_TONES)
    readiness_at = MomentColumn(style="short")

    class Meta(Table.Meta):
        model = Team
        fields = (
            "name",
            "readiness",
            "capabilities",
            "kind",
            "region",
            "leader",
            "member_count",
            "duty_phone",
            "readiness_at",
        )

    def render_readiness(self, record: Any) -> Any:
        """Show the readiness to plan with: what has expired limits a ready team."""
        readiness, label = shown_readiness(record, self._lapses.get(record.pk, ""))
        return state_badge(label, READINESS_TONES[readiness])

    @cached_property
    def _lapses(self) -> dict[int, str]:
        rows = self.page.object_list if getattr(self, "page", None) else self.rows
        return lapses_of([row.record.pk for row in rows])

    def render_capabilities(self, record: Any) -> str:
        """Show the capabilities in words."""
        return "、".join(record.capability_labels)

    def value_capabilities(self, record: Any) -> str:
        """Export the words."""
        return "、".join(record.capability_labels)


class ExpertTable(Table):
    """Experts with what they know and whether they can come."""

    name = LinkColumn()
    incident_kinds = Column(orderable=False)
    region = Column(order_by=("region_id",))
    availability = StateColumn(tones=AVAILABILITY_TONES)
    appointed_until = MomentColumn(style="day")

    class Meta(Table.Meta):
        model = Expert
        fields = (
            "name",
            "field",
            "incident_kinds",
            "employer",
            "title",
            "region",
            "availability",
            "appointed_until",
        )

    def render_incident_kinds(self, record: Any) -> str:
        """Show the kinds in words."""
        return "、".join(record.kind_labels)

    def value_incident_kinds(self, record: Any) -> str:
        """Export the words."""
        return "、".join(record.kind_labels)


class StandByTable(Table):
    """Stand-by orders with their danger and time."""

    level = LevelColumn()
    place = LinkColumn()
    team = Column(order_by=("team_id",))
    region = Column(order_by=("region_id",))
    starts_at = MomentColumn(style="short")
    ends_at = MomentColumn(style="short")
    state = StateColumn(tones=STAND_BY_TONES)

    class Meta(Table.Meta):
        model = StandBy
        fields = ("place", "team", "level", "region", "starts_at", "ends_at", "state", "ordered_by")


class TrainingTable(Table):
    """Joint trainings, the last first."""

    subject = LinkColumn()
    held_on = MomentColumn(style="day")
    region = Column(order_by=("region_id",))

    class Meta(Table.Meta):
        model = JointTraining
        fields = ("subject", "kind", "held_on", "region", "place")


class NeighbourTable(Table):
    """Teams beyond the border and whom to ask for them."""

    name = LinkColumn()
    capabilities = Column(orderable=False)
    people = NumberColumn()
    agreed_until = MomentColumn(style="day")

    class Meta(Table.Meta):
        model = NeighbourTeam
        fields = (
            "name",
            "kind",
            "home_region",
            "capabilities",
            "people",
            "office",
            "office_phone",
            "agreement",
            "agreed_until",
        )

    def render_capabilities(self, record: Any) -> str:
        """Show the capabilities in words."""
        return "、".join(record.capability_labels)

    def value_capabilities(self, record: Any) -> str:
        """Export the words."""
        return "、".join(record.capability_labels)
