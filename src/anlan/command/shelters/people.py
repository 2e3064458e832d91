"""Who may be responsible for moving a household: officials and grid workers of the townships."""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

KIND = "township"
MOST = 2000
FIELDS = ("pk", "name", "organisation__name", "organisation__short_name")


def _people(actor: Actor) -> list[tuple[int, str, str, str]]:
    rows = visible(apps.get_model("organisations.Person"), actor)
    rows = rows.filter(is_active=True, organisation__kind=KIND)
    return list(rows.order_by("organisation__code", "name")[:MOST].values_list(*FIELDS))


def list_responsible(actor: Actor) -> list[tuple[int, str, str]]:
    """Return id, name and office of the people an actor may choose."""
    return [(pk, name, short or office) for pk, name, office, short in _people(actor)]


def person_finder(actor: Actor) -> Callable[[str], int | None]:
    """Return a finder by name, or name and office where several share a name."""
    known: dict[str, set[int]] = {}
    for pk, name, office, short in _people(actor):
        for words in (name, f"{name} {office}", f"{name} {short}"):
            known.setdefault(words, set()).add(pk)

    def find(text: str) -> int | None:
        found = known.get(" ".join(text.split()), set())
        return next(iter(found)) if len(found) == 1 else None

    return find
