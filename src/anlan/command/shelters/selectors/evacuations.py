"""How far evacuations are, in people and households."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from anlan.base.regions.public import find_region_by_prefix
from anlan.command.shelters.choices import STAYED, Outcome
from anlan.command.shelters.models import Evacuation, EvacuationHousehold, Household
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

#: So many digits of a region's code name the township.
TOWNSHIP_DIGITS = 9


@dataclass
class Totals:
    """People and households of an evacuation by where they are."""

    by_outcome: Counter[str] = field(default_factory=Counter)
    households: Counter[str] = field(default_factory=Counter)

    @property
    def people(self) -> int:
        """Everybody listed."""
        return self.by_outcome.total()

    @property
    def accounted(self) -> int:
        """Those somebody has told of."""
        return self.people - self.by_outcome[Outcome.WAITING]

    @property
    def stayed(self) -> int:
        """Those who refuse or cannot be reached."""
        return sum(self.by_outcome[outcome] for outcome in STAYED)

    @property
    def doors(self) -> int:
        """Households listed."""
        return self.households.total()

    @property
    def doors_left(self) -> int:
        """Households nobody has told of."""
        return self.households[Outcome.WAITING]

    def add(self, other: Totals) -> None:
        """Add another evacuation."""
        self.by_outcome += other.by_outcome
        self.households += other.households


def totals_of(evacuation_ids: Iterable[int]) -> dict[int, Totals]:
    """Return the totals of evacuations in one query."""
    ids = list(evacuation_ids)
    found = {pk: Totals() for pk in ids}
    rows = (
        EvacuationHousehold.objects.filter(evacuation_id__in=ids)
        .order_by()
        .values_list("evacuation_id", "outcome")
        .annotate(Sum("people"), Count("pk"))
    )
    for pk, outcome, people, doors in rows:
        found[pk].by_outcome[outcome] = people
        found[pk].households[outcome] = doors
    return found


@dataclass(frozen=True, slots=True)
class Township:
    """A township with households on the standing list."""

    code: str
    name: str
    doors: int
    people: int


def listed_townships(actor: Actor) -> list[Township]:
    """Return the townships with visible households on the list, and what moving each means."""
    doors: Counter[str] = Counter()
    people: Counter[str] = Counter()
    rows = visible(Household, actor).filter(is_active=True).order_by()
    for region, number, heads in rows.values_list("region_id").annotate(Count("pk"), Sum("people")):
        township = region[:TOWNSHIP_DIGITS]
        doors[township] += number
        people[township] += heads
    found = []
    for prefix in sorted(doors):
        region = find_region_by_prefix(prefix)
        if region is not None:
            found.append(Township(region.code, region.name, doors[prefix], people[prefix]))
    return found


def running_of(incident_id: int) -> list[tuple[Evacuation, Totals]]:
    """Return the evacuations of an incident with their totals."""
    rows = list(
        Evacuation.objects.filter(incident_id=incident_id)
        .select_related("region")
        .order_by("region_id")
    )
    totals = totals_of([row.pk for row in rows])
    return [(row, totals[row.pk]) for row in rows]
