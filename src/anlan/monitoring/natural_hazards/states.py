"""How hazard points and their inspections move. Diagram: docs/domains/states.md."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition
from anlan.monitoring.natural_hazards.choices import Finding
from anlan.monitoring.natural_hazards.choices import GeoState as G
from anlan.monitoring.natural_hazards.choices import InspectionState as S
from anlan.monitoring.natural_hazards.models import GeoHazardPoint
from anlan.monitoring.natural_hazards.permissions import (
    ACCEPT_INSPECTION,
    CHANGE_GEO,
    PLAN_INSPECTION,
    STRIKE_OFF,
)


def no_danger_stands(point: GeoHazardPoint) -> Message | None:
    """A point where danger was seen last is not struck off."""
    if point.last_finding == Finding.DANGER:
        return _("Danger was reported here last: look again first.")
    return None


GEO_POINT = StateMachine(
    model="natural_hazards.GeoHazardPoint",
    initial=G.WATCHED,
    transitions=(
        Transition(
            "treat",
            G.WATCHED,
            G.UNDER_TREATMENT,
            CHANGE_GEO,
            pgettext_lazy("geological hazard", "treatment has begun"),
            needs_reason=True,
        ),
        Transition(
            "watch_again",
            (G.UNDER_TREATMENT, G.REMOVED),
            G.WATCHED,
            CHANGE_GEO,
            pgettext_lazy("geological hazard", "watch it again"),
            needs_reason=True,
        ),
        Transition(
            "strike_off",
            (G.WATCHED, G.UNDER_TREATMENT),
            G.REMOVED,
            STRIKE_OFF,
            pgettext_lazy("geological hazard", "strike it off"),
            guard=no_danger_stands,
            needs_reason=True,
            style="danger",
        ),
    ),
)

INSPECTION = StateMachine(
    model="natural_hazards.GeoInspection",
    initial=S.PLANNED,
    transitions=(
        Transition(
            "accept",
            S.RECORDED,
            S.ACCEPTED,
            ACCEPT_INSPECTION,
            pgettext_lazy("inspection of a hazard point", "confirm"),
            style="primary",
        ),
        Transition(
            "return_",
            S.RECORDED,
            S.PLANNED,
            ACCEPT_INSPECTION,
            pgettext_lazy("inspection of a hazard point", "send back"),
            needs_reason=True,
        ),
        Transition(
            "cancel",
            S.PLANNED,
            S.CANCELLED,
            PLAN_INSPECTION,
            pgettext_lazy("inspection of a hazard point", "cancel"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "record",
            S.PLANNED,
            S.RECORDED,
            "natural_hazards.record_observation",
            pgettext_lazy("inspection of a hazard point", "record"),
            style="primary",
        ),
    ),
)
