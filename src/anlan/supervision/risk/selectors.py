"""Reads of more than one queryset method: the roll-up, the tree of an enterprise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Count, Q, Sum
from django.db.models.functions import Left

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.risk.models import Control, EnterpriseRisk, RiskEvent, RiskObject, RiskUnit
from anlan.supervision.risk.models.grading import Share, bar_of

#: Length of the region code that names a township.
TOWNSHIP = 9


@dataclass(frozen=True, slots=True)
class RollUp:
    """How many units and enterprises of each colour a region has."""

    code: str
    name: str
    red: int
    orange: int
    yellow: int
    blue: int
    enterprises: int
    red_enterprises: int
    orange_enterprises: int

    @property
    def units(self) -> int:
        """All units."""
        return self.red + self.orange + self.yellow + self.blue

    @property
    def level(self) -> int:
        """The gravest colour present; blue without any."""
        counts = ((1, self.red), (2, self.orange), (3, self.yellow))
        return next((level for level, count in counts if count), 4)

    @property
    def bar(self) -> list[tuple[int, int, Share]]:
        """Level, count and place on the bar."""
        return bar_of((self.red, self.orange, self.yellow, self.blue))


def roll_up(actor: Actor, *, prefix: str = "") -> list[RollUp]:
    """Return the townships in the actor's sight, summed from the tallies of their enterprises."""
    rows = visible(EnterpriseRisk, actor).exclude(enterprise__status="closed")
    if prefix:
        rows = rows.filter(enterprise__region__code__startswith=prefix)
    found = list(
        rows.order_by()
        .annotate(town=Left("enterprise__region_id", TOWNSHIP))
        .values("town")
        .annotate(
            r=Sum("red"),
            o=Sum("orange"),
            y=Sum("yellow"),
            b=Sum("blue"),
            firms=Count("pk"),
            red_firms=Count("pk", filter=Q(level=1)),
            orange_firms=Count("pk", filter=Q(level=2)),
        )
        .order_by("town")
    )
    regions = apps.get_model("regions.Region")._default_manager
    names = dict(
        regions.filter(code__in=[f"{row['town']}000" for row in found]).values_list("code", "name")
    )
    return [
        RollUp(
            code=f"{row['town']}000",
            name=names.get(f"{row['town']}000", row["town"]),
            red=row["r"],
            orange=row["o"],
            yellow=row["y"],
            blue=row["b"],
            enterprises=row["firms"],
            red_enterprises=row["red_firms"],
            orange_enterprises=row["orange_firms"],
        )
        for row in found
    ]


def total(rows: Iterable[RollUp], *, code: str = "", name: str = "") -> RollUp:
    """Return the sum of several regions."""
    found = list(rows)
    return RollUp(
        code=code,
        name=name,
        red=sum(row.red for row in found),
        orange=sum(row.orange for row in found),
        yellow=sum(row.yellow for row in found),
        blue=sum(row.blue for row in found),
        enterprises=sum(row.enterprises for row in found),
        red_enterprises=sum(row.red_enterprises for row in found),
        orange_enterprises=sum(row.orange_enterprises for row in found),
    )


@dataclass(frozen=True, slots=True)
class EventNode:
    """An event with its controls."""

    event: RiskEvent
    controls: list[Control]


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit with its events."""

    unit: RiskUnit
    events: list[EventNode]

    @property
    def rows(self) -> int:
        """Lines in a list with one line a control."""
        return max(1, sum(max(1, len(event.controls)) for event in self.events))


@dataclass(frozen=True, slots=True)
class ObjectNode:
    """An object with its units."""

    risk_object: RiskObject
    units: list[UnitNode]

    @property
    def rows(self) -> int:
        """Lines in a list with one line a control."""
        return max(1, sum(unit.rows for unit in self.units))


def tree_of(enterprise_id: int, actor: Actor, *, unit_id: int | None = None) -> list[ObjectNode]:
    """Return the visible tree of an enterprise in four queries, in the order of the codes."""
    scope: dict[str, Any] = {"enterprise_id": enterprise_id}
    controls: dict[int, list[Control]] = {}
    for control in (
        visible(Control, actor)
        .filter(**scope, is_retired=False)
        .select_related("owner", "checker")
        .order_by("event_id", "code")
    ):
        controls.setdefault(control.event_id, []).append(control)
    events: dict[int, list[EventNode]] = {}
    rows = visible(RiskEvent, actor).filter(**scope).select_related("method")
    for event in rows.order_by("unit_id", "code"):
        events.setdefault(event.unit_id, []).append(EventNode(event, controls.get(event.pk, [])))
    units: dict[int, list[UnitNode]] = {}
    listed = visible(RiskUnit, actor).filter(**scope, is_retired=False)
    if unit_id is not None:
        listed = listed.filter(pk=unit_id)
    for unit in listed.select_related("responsible", "enterprise").order_by("code"):
        units.setdefault(unit.risk_object_id, []).append(UnitNode(unit, events.get(unit.pk, [])))
    objects = visible(RiskObject, actor).filter(**scope, is_retired=False)
    return [
        ObjectNode(found, units.get(found.pk, []))
        for found in objects.select_related("responsible").order_by("code")
        if unit_id is None or found.pk in units
    ]
