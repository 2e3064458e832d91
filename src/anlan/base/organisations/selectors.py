"""Reading the tree of organisations."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Q

from anlan.base.organisations.models import Organisation, OrganisationKind
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


@dataclass(slots=True)
class Branch:
    """An organisation with those below it."""

    id: int
    name: str
    people: int
    is_chosen: bool
    is_open: bool = False
    children: list[Branch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class KindOfBranches:
    """The organisations of a kind that stand on their own."""

    label: str
    branches: list[Branch]
    is_open: bool


def organisation_tree(actor: Actor, chosen: int | None = None) -> list[KindOfBranches]:
    """Return the organisations an actor may see as trees by kind, in two queries.

    Enterprises are many; they are found by search, not in the tree.
    """
    rows = list(
        visible(Organisation, actor)
        .filter(is_active=True)
        .exclude(kind=OrganisationKind.ENTERPRISE)
        .annotate(members=Count("people", filter=Q(people__is_active=True)))
        .order_by("kind", "code")
    )
    branches = {row.pk: Branch(row.pk, str(row), row.members, row.pk == chosen) for row in rows}
    tops: dict[str, list[Branch]] = {}
    parents = {row.pk: row.parent_id for row in rows}
    for row in rows:
        branch = branches[row.pk]
        if row.parent_id in branches and not _is_loop(row.pk, parents):
            branches[row.parent_id].children.append(branch)
        else:
            tops.setdefault(row.kind, []).append(branch)
    step = parents.get(chosen) if chosen is not None else None
    seen: set[int] = set()
    while step is not None and step in branches and step not in seen:
        seen.add(step)
        branches[step].is_open = True
        step = parents[step]
    order = list(OrganisationKind.values)
    return [
        KindOfBranches(
            str(OrganisationKind(kind).label),
            found,
            is_open=any(b.is_chosen or b.is_open for b in found),
        )
        for kind, found in sorted(tops.items(), key=lambda item: order.index(item[0]))
    ]


def _is_loop(key: int, parents: dict[int, int | None]) -> bool:
    seen: set[int] = set()
    step: int | None = key
    while step is not None:
        if step in seen:
            return True
        seen.add(step)
        step = parents.get(step)
    return False
