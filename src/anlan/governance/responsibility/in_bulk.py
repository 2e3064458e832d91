"""The leader in charge of many organisations at once, for lists and screens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from anlan.base.organisations.public import list_organisations
from anlan.governance.responsibility.choices import Standing
from anlan.governance.responsibility.contracts import LeaderInfo
from anlan.governance.responsibility.models import PortfolioEntry
from anlan.governance.responsibility.selectors import IN_CHARGE, _described, in_force
from anlan.kernel import clock
from anlan.kernel.actor import system_actor

#: Kinds of organisations that stand in portfolios.
UNIT_KINDS = ("government", "department", "township", "park", "committee")


def leaders_of_units(
    organisation_ids: Iterable[int], *, on: date | None = None
) -> dict[int, LeaderInfo]:
    """Return the leader in charge of each organisation, that of the one above where it has none.

    A constant number of queries; enterprises are left to ``leaders_in_charge``.
    """
    wanted = set(organisation_ids)
    if not wanted:
        return {}
    day = on or clock.today()
    units = list_organisations(system_actor("responsibility"), kinds=UNIT_KINDS)
    above = {unit.id: unit.parent_id for unit in units}
    named: dict[int, int] = {}
    entries = PortfolioEntry.objects.filter(
        in_force(day), portfolio__standing=Standing.MEMBER, organisation__isnull=False
    )
    for unit_id, person_id in entries.order_by("pk").values_list(
        "organisation_id", "portfolio__person_id"
    ):
        named.setdefault(unit_id, person_id)
    person_of: dict[int, int] = {}
    for unit_id in wanted:
        step: int | None = unit_id
        seen: set[int] = set()
        while step is not None and step not in named and step not in seen:
            seen.add(step)
            step = above.get(step)
        if step is not None and step in named:
            person_of[unit_id] = named[step]
    infos = _described(dict.fromkeys(person_of.values(), IN_CHARGE), day)
    by_person = {info.person_id: info for info in infos}
    acting = {info.stands_in_for: info for info in infos if info.stands_in_for}
    names = _names(set(person_of.values()) - set(by_person)) if acting else {}
    found: dict[int, LeaderInfo] = {}
    for unit_id, person_id in person_of.items():
        info = by_person.get(person_id) or acting.get(names.get(person_id, ""))
        if info is not None:
            found[unit_id] = info
    return found


def _names(person_ids: set[int]) -> dict[int, str]:
    from anlan.base.organisations.public import list_people_info

    return {pk: person.name for pk, person in list_people_info(person_ids).items()}
