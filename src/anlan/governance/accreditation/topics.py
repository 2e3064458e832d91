"""Live topics of demonstration units."""

from __future__ import annotations

from anlan.governance.accreditation.models import Case
from anlan.governance.accreditation.permissions import VIEW
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def _may_watch(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Case, actor).filter(pk=int(argument)).exists()


register_topic("accreditation", permission=VIEW)
register_topic("accreditation-case", check=_may_watch)
