"""What the register adds to the page of an incident: enter it, or go to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.governance.accidents.models import Accident
from anlan.governance.accidents.permissions import REGISTER, VIEW
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import Verb, register_verbs

#: Kinds of incidents that may be work accidents.
WORK = frozenset(
    {
        "chemical",
        "fire",
        "traffic",
        "construction",
        "mine",
        "special_equipment",
        "industry",
        "gas",
        "other_accident",
    }
)


def verbs_of_incident(incident: Any, actor: Actor) -> Iterable[Verb]:
    """Enter a real accident into the register, once."""
    if incident.is_drill or incident.kind not in WORK or not actor.has(VIEW):
        return
    known = visible(Accident, actor).filter(incident_id=incident.pk).first()
    if known is not None:
        yield Verb(
            "accident", _("In the accident register"), known.get_absolute_url(), method="get"
        )
    elif actor.has(REGISTER) and incident.state not in ("false", "cancelled", "merged"):
        yield Verb(
            "register_accident",
            _("Enter into the accident register"),
            reverse("accidents:from_incident", args=[incident.pk]),
            icon="file-plus",
        )


register_verbs("incidents.Incident", verbs_of_incident)
