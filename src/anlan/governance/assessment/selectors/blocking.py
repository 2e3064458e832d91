"""What still holds up the publication of an assessment, with the ways to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from anlan.governance.assessment.choices import OPEN_ITEMS, ItemState
from anlan.governance.assessment.models import ItemResult, Run
from anlan.governance.assessment.permissions import MARK, SETTLE
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of

#: What can be decided for many at once, in the order in which it is shown.
SILENT = (ItemState.MISSING, ItemState.WAITING)


@dataclass(frozen=True, slots=True)
class Held:
    """One item of one unit that waits."""

    name: str
    url: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Blocker:
    """An item of the scheme in one state, with the units it waits for."""

    item_id: int
    name: str
    state: str
    state_words: str
    tone: str
    units: tuple[Held, ...]
    queue_url: str

    @property
    def is_silent(self) -> bool:
        """Whether it can be decided for all units at once."""
        return self.state in SILENT and self.open_to_me > 0

    @property
    def open_to_me(self) -> int:
        """Units about which the actor may decide: all but his own."""
        return sum(1 for unit in self.units if not unit.is_own)

    @property
    def own(self) -> int:
        """Units about which somebody else must decide."""
        return len(self.units) - self.open_to_me


def blockers_of(run: Run, actor: Actor) -> list[Blocker]:
    """Return what waits, in three statements: without data, not handed in, to be marked."""
    rows = (
        policy_of(ItemResult)
        .permitted(actor, SETTLE)
        .filter(result__run=run, state__in=OPEN_ITEMS)
        .select_related("item__part", "result__organisation", "result__person")
        .order_by("item__part__sort_order", "item__sort_order", "item_id", "result_id")
    )
    marks = actor.has(MARK)
    found: dict[tuple[int, str], list[ItemResult]] = {}
    for row in rows:
        found.setdefault((row.item_id, row.state), []).append(row)
    order: dict[str, int] = {}
    for state in (*SILENT, *OPEN_ITEMS):
        order.setdefault(str(state), len(order))
    return [
        Blocker(
            item_id=item_id,
            name=held[0].item.name,
            state=state,
            state_words=str(held[0].get_state_display()),
            tone=held[0].tone,
            units=tuple(
                Held(
                    row.result.who,
                    row.get_absolute_url(),
                    row.result.organisation_id == actor.organisation_id,
                )
                for row in held
            ),
            queue_url=f"{reverse('assessment:queue')}?item={item_id}"
            if marks and state != ItemState.MISSING
            else "",
        )
        for (item_id, state), held in sorted(found.items(), key=lambda pair: order[pair[0][1]])
    ]
