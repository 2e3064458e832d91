"""Whom to call at an office now, in order."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.base.organisations.contracts import OrganisationInfo, PersonInfo
from anlan.base.organisations.public import (
    find_organisation,
    list_people_info,
    list_post_holders,
    may_reveal_phones,
)
from anlan.command.duty.choices import DutyRole
from anlan.command.duty.models import DutyAssignment
from anlan.command.duty.permissions import CALL
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import scope_reaches

#: Who is on duty is called in this order; then the posts of the contact book.
ORDER = (DutyRole.OFFICER, DutyRole.LEADER, DutyRole.COMMANDER, DutyRole.DRIVER)


@dataclass(frozen=True, slots=True)
class CallLine:
    """Somebody to be called: as what, and whether the actor may have his number."""

    person: PersonInfo
    post: str
    is_on_duty: bool
    may_call: bool


def office_to_call(organisation_id: int, actor: Actor) -> OrganisationInfo:
    """Return the office when the actor may call there; raises ``NotVisible``."""
    office = find_organisation(organisation_id)
    if office is None or not scope_reaches(
        actor, CALL, region=office.region_code, organisation_id=office.id
    ):
        raise NotVisible
    return office


def call_list(office: OrganisationInfo, actor: Actor) -> list[CallLine]:
    """Return whom to call: who is on duty now by role, then the holders of posts."""
    now = clock.now()
    on_duty = DutyAssignment.objects.filter(
        organisation_id=office.id, starts_at__lte=now, ends_at__gt=now
    )
    words: dict[int, str] = {}
    for row in sorted(on_duty, key=lambda r: (ORDER.index(DutyRole(r.role)), r.pk)):
        words[row.person_id] = row.get_role_display()
    standing = set(words)
    holders = list_post_holders([office.code])
    for (_code, post, role), person in holders.items():
        words.setdefault(person.id, post if role == "A" else f"{post}（{role}）")
    people = list_people_info(words)
    may_call = may_reveal_phones(words, actor)
    return [
        CallLine(people[i], word, i in standing, i in may_call)
        for i, word in words.items()
        if i in people and people[i].is_active and i != actor.person_id
    ]
