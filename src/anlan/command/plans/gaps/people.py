"""Whether those the plan names can be found and called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from anlan.base.organisations.contracts import OrganisationInfo
from anlan.base.organisations.public import list_post_holders, people_of
from anlan.command.plans.choices import PlanKind
from anlan.command.plans.gaps.findings import ERROR, WARNING, Gap
from anlan.command.plans.models import Plan, PlanContact, PlanGroup, PlanLevel
from anlan.command.plans.units import UnitBook

_PHONE = re.compile(r"^(?:1\d{10}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?|\d{7,8}|\d{3,6})$")


def check(
    plan: Plan,
    levels: Sequence[PlanLevel],
    groups: Sequence[PlanGroup],
    contacts: Sequence[PlanContact],
) -> Iterator[Gap]:
    """Yield who cannot be found or has no telephone."""
    for contact in contacts:
        yield from _contact(contact)
    if plan.kind == PlanKind.POINT:
        if not any(contact.phone for contact in contacts):
            yield Gap(
                "nobody_to_call",
                ERROR,
                _("The point plan names nobody with a telephone."),
                _("Add who is responsible, with the phone."),
            )
        return
    if plan.is_of_unit:
        return
    book = UnitBook()
    phones = {contact.post for contact in contacts if contact.phone}
    seen: set[str] = set()
    for group in groups:
        name = group.lead_name.strip()
        if not name or name in seen:
            continue
        seen.add(name)
        found = book.find(name, group.lead_code)
        if found is None:
            yield Gap(
                "owner_unknown",
                WARNING,
                _("%(unit)s (%(group)s) is not in the contact book.")
                % {"unit": name, "group": group.name},
                _("Choose an organisation of the contact book, or add it there."),
                "group",
                group.pk,
                name,
            )
        elif not _can_be_called(found) and name not in phones:
            yield Gap(
                "no_phone",
                WARNING,
                _("%(unit)s (%(group)s): no duty phone, and nobody in office with a phone.")
                % {"unit": name, "group": group.name},
                _("Add the duty phone in the contact book."),
                "group",
                group.pk,
                name,
            )
    yield from _commanders(levels)


def _can_be_called(found: OrganisationInfo) -> bool:
    return bool(found.duty_phone) or any(
        person.phone or person.office_phone for person in people_of(found.id)
    )


def _commanders(levels: Sequence[PlanLevel]) -> Iterator[Gap]:
    named = [level for level in levels if level.commander_code and level.commander_holder]
    holders = list_post_holders({level.commander_code for level in named}) if named else {}
    for level in named:
        holder = holders.get((level.commander_code, level.commander_holder, "A"))
        if holder is None:
            words = _("%(level)s: the post “%(post)s” is vacant or not in the contact book.")
            advice = _("Appoint somebody to the post in the contact book.")
        elif not (holder.phone or holder.office_phone):
            words = _("%(level)s: who holds the post “%(post)s” has no phone.")
            advice = _("Add the phone in the contact book.")
        else:
            continue
        yield Gap(
            "commander_vacant",
            WARNING,
            words % {"level": level.get_level_display(), "post": level.commander_holder},
            advice,
            "level",
            level.pk,
            str(level.level),
        )


def _contact(contact: PlanContact) -> Iterator[Gap]:
    phone = contact.phone.replace(" ", "")
    if not phone:
        words = _("%(post)s has no phone.") % {"post": contact.post}
    elif not _PHONE.match(phone):
        words = _("%(post)s: “%(phone)s” is no telephone number.") % {
            "post": contact.post,
            "phone": contact.phone,
        }
    else:
        return
    yield Gap(
        "contact_phone",
        WARNING,
        words,
        _("Correct the number of the contact."),
        "contact",
        contact.pk,
        contact.post,
    )
