"""Words of shelters."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ShelterKind(models.TextChoices):
    """What a shelter is in everyday life."""

    SCHOOL = "school", _("school")
    PUBLIC_BUILDING = "public_building", _("public building")
    STADIUM = "stadium", _("sports ground or hall")
    SQUARE = "square", _("square or park")
    WELFARE = "welfare", _("welfare home")
    DEDICATED = "dedicated", _("dedicated shelter")
    OTHER = "other", _("other place")


class ShelterState(models.TextChoices):
    """Whether a shelter takes people now."""

    CLOSED = "closed", pgettext_lazy("shelter", "closed")
    OPEN = "open", pgettext_lazy("shelter", "open")


STATE_TONES: dict[str, str] = {ShelterState.CLOSED: "neutral", ShelterState.OPEN: "active"}


class EvacuationState(models.TextChoices):
    """How far an evacuation is."""

    MOVING = "moving", _("people are being moved")
    FINISHED = "finished", _("everybody accounted for")
    RETURNED = "returned", _("people have returned")


EVACUATION_TONES: dict[str, str] = {
    EvacuationState.MOVING: "active",
    EvacuationState.FINISHED: "done",
    EvacuationState.RETURNED: "neutral",
}


class Outcome(models.TextChoices):
    """Where the people of a household are, as far as anybody has told."""

    WAITING = "waiting", pgettext_lazy("household", "not yet moved")
    SHELTERED = "sheltered", pgettext_lazy("household", "in a shelter")
    RELATIVES = "relatives", pgettext_lazy("household", "with relatives or friends")
    REFUSED = "refused", pgettext_lazy("household", "refuses to leave")
    UNREACHABLE = "unreachable", pgettext_lazy("household", "cannot be reached")


#: Told by somebody; those who have not left need a follow-up.
ACCOUNTED = (Outcome.SHELTERED, Outcome.RELATIVES, Outcome.REFUSED, Outcome.UNREACHABLE)
LEFT = (Outcome.SHELTERED, Outcome.RELATIVES)
STAYED = (Outcome.REFUSED, Outcome.UNREACHABLE)
OUTCOME_TONES: dict[str, str] = {
    Outcome.WAITING: "waiting",
    Outcome.SHELTERED: "done",
    Outcome.RELATIVES: "done",
    Outcome.REFUSED: "overdue",
    Outcome.UNREACHABLE: "overdue",
}
