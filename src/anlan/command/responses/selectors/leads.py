"""Who leads: organisations and persons of the contact book for the names in a plan.

A plan names the lead organisation by code and in words. The code goes first; a county whose codes
differ is served by the words. A group whose organisation is unknown stays without person and is
shown so on the board.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from anlan.base.organisations import public as organisations
from anlan.base.organisations.contracts import OrganisationInfo, PersonInfo
from anlan.base.regions.public import county_prefix
from anlan.command.plans.public import GroupTemplate, LevelInfo
from anlan.command.responses.contracts import Lead
from anlan.kernel.actor import system_actor

#: Kinds of organisation that can lead a group.
LEADING_KINDS = ("government", "department", "township", "park", "committee", "rescue", "agency")


def find_leads(groups: Iterable[GroupTemplate], *, region_code: str) -> dict[int, Lead]:
    """Return the lead of each group by the group's id (three queries however many groups)."""
    wanted = list(groups)
    if not wanted:
        return {}
    known = organisations.list_organisations(
        system_actor("responses"),
        kinds=LEADING_KINDS,
        region_prefix=county_prefix(region_code),
    )
    matched = {group.id: _match(group, known) for group in wanted}
    leading = [found for found in matched.values() if found is not None]
    holders = organisations.list_post_holders({o.code for o in leading})
    first = organisations.first_people({o.id for o in leading})
    found = {}
    for group in wanted:
        organisation = matched[group.id]
        if organisation is None:
            found[group.id] = Lead(None, "", None, "")
            continue
        person = _holder(organisation.code, group.lead_post, holders) or first.get(organisation.id)
        found[group.id] = Lead(
            organisation.id,
            organisation.short_name or organisation.name,
            person.id if person else None,
            person.name if person else "",
        )
    return found


def _holder(
    code: str, post: str, holders: Mapping[tuple[str, str, str], PersonInfo]
) -> PersonInfo | None:
    """Return the holder of a post in office: A, else B."""
    for role in ("A", "B"):
        holder = holders.get((code, post, role))
        if holder is not None and holder.is_active:
            return holder
    return None


def find_members(names: Iterable[str], *, region_code: str) -> dict[str, int]:
    """Return whom to tell at the member organisations a plan names: person's id by name."""
    return organisations.contacts_named(names, region_prefix=county_prefix(region_code))


def _match(group: GroupTemplate, known: list[OrganisationInfo]) -> OrganisationInfo | None:
    for organisation in known:
        if group.lead_code and organisation.code == group.lead_code:
            return organisation
    for organisation in known:
        if group.lead_name in (organisation.name, organisation.short_name):
            return organisation
    for organisation in known:
        if organisation.name.endswith(group.lead_name):
            return organisation
    return None


def _person(organisation: OrganisationInfo, post: str) -> tuple[int | None, str]:
    """Return the holder of the post (A, else B), else the first person of the organisation."""
    for role in ("A", "B"):
        holder = (
            organisations.find_post_holder(organisation.code, post, role=role) if post else None
        )
        if holder is not None and holder.is_active:
            return holder.id, holder.name
    people = organisations.people_of(organisation.id)
    return (people[0].id, people[0].name) if people else (None, "")


def find_commander(level: LevelInfo, commander_id: int | None) -> Lead:
    """Return the person named, else the holder of the post the plan gives the command to."""
    if commander_id is not None:
        person = organisations.person_info(commander_id)
        return Lead(person.organisation_id, person.organisation_name, person.id, person.name)
    if level.commander_code:
        organisation = organisations.find_organisation_by_code(level.commander_code)
        if organisation is not None:
            person_id, name = _person(organisation, level.commander_holder)
            return Lead(organisation.id, organisation.name, person_id, name)
    return Lead(None, "", None, "")
