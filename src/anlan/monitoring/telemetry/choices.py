"""What may become of a reading."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Fate(models.TextChoices):
    """What became of readings; each is counted by the hour."""

    STORED = "stored", _("stored")
    LATE = "late", _("stored, later than a newer reading")
    BAD_QUALITY = "bad_quality", _("stored, of bad quality, not judged")
    DUPLICATE = "duplicate", _("known already, not stored again")
    FUTURE = "future", _("refused, time lies in the future")
    TOO_OLD = "too_old", _("refused, older than the time kept")
    UNKNOWN_POINT = "unknown_point", _("refused, device or point is not registered")
    MALFORMED = "malformed", _("refused, message cannot be read")


class CurveLevel(models.TextChoices):
    """Resolution of a curve."""

    RAW = "raw", _("single readings")
    MINUTE = "minute", _("by the minute")
    HOUR = "hour", _("by the hour")
