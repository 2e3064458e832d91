"""Live topics of the contact book."""

from __future__ import annotations

from anlan.base.organisations.permissions import VIEW_PERSON
from anlan.kernel.live import register_topic

register_topic("contacts", permission=VIEW_PERSON)
