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
