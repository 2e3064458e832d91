"""Words and colours of hazards: where they come from, how grave they are, where they stand."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HazardSource(models.TextChoices):
    """How a hazard became known; every source runs through the same flow."""

    SELF_REPORT = "self_report", _("self-check of the enterprise")
    INSPECTION = "inspection", _("inspection by an authority")
    TIP_OFF = "tip_off", _("tip-off")
    GRID = "grid", _("grid patrol")
    CHECK = "check", _("failed check of a control")
    ALARM = "alarm", _("monitoring alarm")
    CROSS_CHECK = "cross_check", _("lead of a cross-check")


#: Found by the enterprise itself; a general hazard of these may be accepted inside the enterprise.
OWN_SOURCES = frozenset({HazardSource.SELF_REPORT, HazardSource.CHECK})


class HazardLevel(models.IntegerChoices):
    """General or major 一般、重大; the numbers are those of the official colours."""

    MAJOR = 1, pgettext_lazy("hazard level", "major hazard")
    GENERAL = 3, _("general hazard")


#: Names of the levels in contracts and the API.
LEVEL_NAMES: dict[int, str] = {HazardLevel.MAJOR: "major", HazardLevel.GENERAL: "general"}
LEVELS_BY_NAME = {name: level for level, name in LEVEL_NAMES.items()}


class HazardState(models.TextChoices):
    """Where a hazard stands between being reported and being looked back on."""

    REPORTED = "reported", pgettext_lazy("hazard state", "reported")
    VERIFIED = "verified", pgettext_lazy("hazard state", "verified")
    RECTIFYING = "rectifying", pgettext_lazy("hazard state", "being rectified")
    DISPUTED = "disputed", pgettext_lazy("hazard state", "disputed")
    SUBMITTED = "submitted", pgettext_lazy("hazard state", "waiting for review")
    REVIEWED = "reviewed", pgettext_lazy("hazard state", "waiting for acceptance")
    ACCEPTED = "accepted", pgettext_lazy("hazard state", "accepted")
    CANCELLED = "cancelled", pgettext_lazy("hazard state", "crossed off")
    LOOKED_BACK = "looked_back", pgettext_lazy("hazard state", "looked back on")
    REJECTED = "rejected", pgettext_lazy("hazard state", "not a hazard")


#: Not crossed off yet: somebody still has to act.
OPEN_STATES = (
    HazardState.REPORTED,
    HazardState.VERIFIED,
    HazardState.RECTIFYING,
    HazardState.DISPUTED,
    HazardState.SUBMITTED,
    HazardState.REVIEWED,
    HazardState.ACCEPTED,
)
CLOSED_STATES = (HazardState.CANCELLED, HazardState.LOOKED_BACK)

STATE_TONES: dict[str, str] = {
    HazardState.REPORTED: "waiting",
    HazardState.VERIFIED: "active",
    HazardState.RECTIFYING: "active",
    HazardState.DISPUTED: "overdue",
    HazardState.SUBMITTED: "waiting",
    HazardState.REVIEWED: "waiting",
    HazardState.ACCEPTED: "waiting",
    HazardState.CANCELLED: "done",
    HazardState.LOOKED_BACK: "done",
    HazardState.REJECTED: "neutral",
}


class CauseFamily(models.TextChoices):
    """The four families of causes 人、物、环、管."""

    PEOPLE = "people", _("unsafe acts of people")
    THINGS = "things", _("unsafe state of things")
    ENVIRONMENT = "environment", _("bad surroundings")
    MANAGEMENT = "management", _("faults of management")


class LookBackResult(models.TextChoices):
    """What was found when an accepted hazard was visited again 回头看."""

    HELD = "held", _("the rectification holds")
    RELAPSED = "relapsed", _("the hazard is back")


class RequestState(models.TextChoices):
    """Where an application of the enterprise stands."""

    PENDING = "pending", _("waiting for a decision")
    APPROVED = "approved", pgettext_lazy("request", "approved")
    REFUSED = "refused", pgettext_lazy("request", "refused")


REQUEST_TONES: dict[str, str] = {
    RequestState.PENDING: "waiting",
    RequestState.APPROVED: "done",
    RequestState.REFUSED: "neutral",
}


class TransferState(models.TextChoices):
    """Where a hand-over to another office stands."""

    OFFERED = "offered", _("waiting for the receiver")
    ACCEPTED = "accepted", pgettext_lazy("hand-over", "accepted")
    RETURNED = "returned", pgettext_lazy("hand-over", "returned")


TRANSFER_TONES: dict[str, str] = {
    TransferState.OFFERED: "waiting",
    TransferState.ACCEPTED: "done",
    TransferState.RETURNED: "neutral",
}


class SuspensionKind(models.TextChoices):
    """What is ordered to stop while a major hazard is removed (安全生产法 art. 65, 70)."""

    EVACUATE = "evacuate", _("withdraw workers from the danger area")
    USE = "use", _("stop using the equipment")
    WORK = "work", _("stop construction")
    PRODUCTION = "production", _("stop production or business")


class SupervisionLevel(models.TextChoices):
    """Who supervises a listed hazard 挂牌督办."""

    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    COUNTY = "county", pgettext_lazy("supervision level", "county")
    TOWNSHIP = "township", _("township")


#: Colour of a listing: the higher the authority, the graver.
SUPERVISION_COLOURS = {
    SupervisionLevel.PROVINCE: 1,
    SupervisionLevel.CITY: 2,
    SupervisionLevel.COUNTY: 3,
    SupervisionLevel.TOWNSHIP: 4,
}


class ListingState(models.TextChoices):
    """Where a listing stands."""

    LISTED = "listed", _("listed")
    APPLIED = "applied", _("lifting applied for")
    CHECKED = "checked", _("checked on the spot")
    LIFTED = "lifted", pgettext_lazy("listing", "lifted")


LISTING_TONES: dict[str, str] = {
    ListingState.LISTED: "overdue",
    ListingState.APPLIED: "waiting",
    ListingState.CHECKED: "waiting",
    ListingState.LIFTED: "done",
}


class NoticeRole(models.TextChoices):
    """In which capacity somebody is told of a major hazard."""

    PRINCIPAL = "principal", _("principal person in charge")
    CONTROLLER = "controller", _("actual controller")


class ReportAudience(models.TextChoices):
    """The two to whom a major hazard is reported 双报告 (安全生产法 art. 41)."""

    DEPARTMENT = "department", _("the supervising department")
    EMPLOYEES = "employees", _("the employees or their congress")


class TraceTrigger(models.TextChoices):
    """Why responsibility is traced back 责任倒查."""

    OVERDUE = "overdue", _("not rectified in time")
    RELAPSE = "relapse", _("the hazard came back")
    INCIDENT = "incident", _("an incident followed")


class TraceState(models.TextChoices):
    """Where a trace-back stands."""

    OPEN = "open", pgettext_lazy("trace-back", "under way")
    CONCLUDED = "concluded", _("concluded")
