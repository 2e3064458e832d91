"""Words of packs, ledgers and duties."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FieldKind(models.TextChoices):
    """What a field of a ledger holds."""

    TEXT = "text", _("one line of text")
    LONG = "long", _("several lines of text")
    NUMBER = "number", pgettext_lazy("field kind", "number")
    DATE = "date", pgettext_lazy("field kind", "day")
    CHOICE = "choice", _("one of several words")
    YES_NO = "yes_no", _("yes or no")
    PERSON = "person", _("name of a person")
    ENTERPRISE = "enterprise", _("enterprise of the register")
    REGION = "region", _("township or village")
    PLACE = "place", _("point on the map")
    PHONE = "phone", pgettext_lazy("field kind", "telephone")
    FILE = "file", _("photos and documents")
    CHEMICAL = "chemical", _("chemical of the register")


class Keeper(models.TextChoices):
    """Who fills a ledger or has a duty."""

    ENTERPRISE = "enterprise", _("each enterprise")
    DEPARTMENT = "department", _("the department")
    TOWNSHIP = "township", _("each township")
    VILLAGE = "village", _("each village")


class Subject(models.TextChoices):
    """What a cadence asks for."""

    CHECK = "check", _("self-check")
    DRILL = "drill", pgettext_lazy("cadence", "drill")
    TRAINING = "training", pgettext_lazy("cadence", "training")
    MEETING = "meeting", _("meeting or coordination")
    REPORT = "report", pgettext_lazy("cadence", "report")
    INSPECTION = "inspection", _("inspection by the department")
    PUBLICITY = "publicity", _("publicity")


class PeriodUnit(models.TextChoices):
    """Lengths of a period."""

    DAY = "day", pgettext_lazy("period", "day")
    WEEK = "week", pgettext_lazy("period", "week")
    TEN_DAYS = "ten_days", pgettext_lazy("period", "ten days")
    MONTH = "month", pgettext_lazy("period", "month")
    QUARTER = "quarter", pgettext_lazy("period", "quarter")
    HALF_YEAR = "half_year", pgettext_lazy("period", "half-year")
    YEAR = "year", pgettext_lazy("period", "year")


class Consequence(models.TextChoices):
    """What it means when a criterion is met."""

    MAJOR = "major", _("major accident hazard")
    GENERAL = "general", _("general hazard")


class ThingKind(models.TextChoices):
    """What a document names."""

    SYSTEM = "system", _("information system")
    DATABASE = "database", _("database")
    DEVICE = "device", pgettext_lazy("named thing", "device")
    LIST = "list", _("ledger or list")
    CHANNEL = "channel", pgettext_lazy("named thing", "channel")
    MECHANISM = "mechanism", _("mechanism")


class VersionState(models.TextChoices):
    """How far a version of a pack is."""

    DRAFT = "draft", pgettext_lazy("pack version", "draft")
    SUBMITTED = "submitted", pgettext_lazy("pack version", "waits for approval")
    PUBLISHED = "published", pgettext_lazy("pack version", "in force")
    SUPERSEDED = "superseded", pgettext_lazy("pack version", "superseded")
    DISCARDED = "discarded", pgettext_lazy("pack version", "discarded")


class Origin(models.TextChoices):
    """Where a version comes from."""

    SHIPPED = "shipped", _("came with the platform")
    OFFICER = "officer", _("edited by an officer")
    MERGED = "merged", _("update joined with the officer's edits")


class DutyState(models.TextChoices):
    """How a duty of a cadence stands."""

    OPEN = "open", pgettext_lazy("duty", "to do")
    DONE = "done", pgettext_lazy("duty", "done")
    MISSED = "missed", pgettext_lazy("duty", "missed")


class TargetState(models.TextChoices):
    """How a target stands, as its department reports."""

    OPEN = "open", pgettext_lazy("target", "not reported yet")
    ON_TRACK = "on_track", pgettext_lazy("target", "on track")
    BEHIND = "behind", pgettext_lazy("target", "behind")
    REACHED = "reached", pgettext_lazy("target", "reached")


#: Tones of the state badges.
VERSION_TONES = {
    "draft": "active",
    "submitted": "waiting",
    "published": "done",
    "superseded": "neutral",
    "discarded": "neutral",
}
TARGET_TONES = {"open": "unknown", "on_track": "active", "behind": "overdue", "reached": "done"}
DUTY_TONES = {"open": "active", "done": "done", "missed": "overdue"}
