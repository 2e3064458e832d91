"""Numbers of a plan's contacts: those of offices are open, those of people are shown on record."""

from __future__ import annotations

import re

from anlan.base.audit.public import audit
from anlan.base.organisations.public import REVEAL_PHONE
from anlan.command.plans.models import PlanContact
from anlan.command.plans.permissions import CHANGE
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotPermitted
from anlan.kernel.fields import mask
from anlan.kernel.policy import get_visible, policy_of

_MOBILE = re.compile(r"^(?:\+?86)?1\d{10}$")


def is_personal(phone: str) -> bool:
    """Whether a number is that of a person's own telephone, not of an office."""
    return bool(_MOBILE.match(phone.replace(" ", "").replace("-", "")))


def shown_phone(contact: PlanContact) -> str:
    """Return a number as everybody who reads the plan sees it."""
    return mask(contact.phone) if is_personal(contact.phone) else contact.phone


def may_reveal(contact: PlanContact, actor: Actor) -> bool:
    """Whether somebody may see the numbers of people: who writes the plan, or sees all numbers."""
    plans = policy_of(PlanContact)
    return plans.can(actor, CHANGE, contact) or actor.has(REVEAL_PHONE)


def reveal_contact(*, contact_id: int, actor: Actor) -> str:
    """Return the full number of a contact; recorded as read. Raises ``NotPermitted``."""
    contact = get_visible(PlanContact, contact_id, actor=actor)
    if not may_reveal(contact, actor):
        raise NotPermitted(permission=REVEAL_PHONE)
    audit(actor, "plans.contact.revealed", contact.plan, after={"post": contact.post})
    return str(contact.phone)
