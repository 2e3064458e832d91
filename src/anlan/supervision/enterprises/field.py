"""The enterprises of one's area, to choose from on the phone without signal."""

from __future__ import annotations

from collections.abc import Iterable

from anlan.base.field.public import FieldChoices, register_field_choices
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.enterprises.models import Enterprise
from anlan.supervision.enterprises.permissions import VIEW

#: More do not help on a phone; a township has some hundred.
MOST = 2000


def own_enterprises(actor: Actor) -> Iterable[tuple[str, str]]:
    """Yield the working enterprises one may read, by name."""
    rows = visible(Enterprise, actor).exclude(status="closed").order_by("name", "pk")
    for pk, name in rows.values_list("pk", "name")[:MOST]:
        yield str(pk), name


register_field_choices(FieldChoices("enterprises", VIEW, own_enterprises))
