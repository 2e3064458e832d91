"""Words of demonstration units: levels, applicants, criteria, states."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.TextChoices):
    """Who names a demonstration unit."""

    NATIONAL = "national", pgettext_lazy("accreditation", "national")
    PROVINCIAL = "provincial", pgettext_lazy("accreditation", "provincial")
    CITY = "city", pgettext_lazy("accreditation", "of the city")
    COUNTY = "county", pgettext_lazy("accreditation", "of the county")


class Applicant(models.TextChoices):
    """Who may apply."""

    VILLAGE = "village", pgettext_lazy("accreditation", "village or community")
    TOWNSHIP = "township", pgettext_lazy("accreditation", "township")
    COUNTY = "county", pgettext_lazy("accreditation", "county or city")
    ENTERPRISE = "enterprise", pgettext_lazy("accreditation", "enterprise")
    SITE = "site", pgettext_lazy("accreditation", "construction site")
    STATION = "station", pgettext_lazy("accreditation", "station")


class KindState(models.TextChoices):
    """Where a version of a kind stands."""

    DRAFT = "draft", _("draft")
    IN_FORCE = "in_force", _("in force")
    RETIRED = "retired", pgettext_lazy("accreditation", "retired")


KIND_TONES: dict[str, str] = {
    KindState.DRAFT: "neutral",
    KindState.IN_FORCE: "active",
    KindState.RETIRED: "done",
}


class Scoring(models.TextChoices):
    """How the criteria decide."""

    POINTS = "points", pgettext_lazy("accreditation", "points with a pass mark")
    ALL = "all", pgettext_lazy("accreditation", "every criterion must be met")


class Effect(models.TextChoices):
    """What a criterion does."""

    VETO = "veto", pgettext_lazy("accreditation", "prerequisite")
    POINTS = "points", pgettext_lazy("accreditation", "earns points")
    REQUIRED = "required", pgettext_lazy("accreditation", "must be met")


class Trigger(models.TextChoices):
    """What brings a ground for exit to notice."""

    ACCIDENT = "accident", pgettext_lazy("accreditation", "accident with deaths")
    HAZARD = "hazard", pgettext_lazy("accreditation", "major hazard")
    RECHECK = "recheck", pgettext_lazy("accreditation", "re-check failed or missed")
    EXPIRED = "expired", pgettext_lazy("accreditation", "validity has ended")
    WISH = "wish", pgettext_lazy("accreditation", "own wish")
    OTHER = "other", pgettext_lazy("accreditation", "other ground")


class CaseState(models.TextChoices):
    """Where a candidate or demonstration unit stands."""

    PREPARING = "preparing", pgettext_lazy("accreditation", "self-assessment")
    SUBMITTED = "submitted", pgettext_lazy("accreditation", "papers under review")
    ON_SITE = "on_site", pgettext_lazy("accreditation", "on-site review")
    ASSESSED = "assessed", pgettext_lazy("accreditation", "assessed, to be published")
    PUBLICITY = "publicity", pgettext_lazy("accreditation", "in publicity")
    AWARDED = "awarded", pgettext_lazy("accreditation", "awarded")
    RECTIFYING = "rectifying", pgettext_lazy("accreditation", "awarded, rectifying")
    EXITED = "exited", pgettext_lazy("accreditation", "exited")
    REFUSED = "refused", pgettext_lazy("accreditation", "not awarded")
    WITHDRAWN = "withdrawn", _("withdrawn")


CASE_TONES: dict[str, str] = {
    CaseState.PREPARING: "neutral",
    CaseState.SUBMITTED: "waiting",
    CaseState.ON_SITE: "waiting",
    CaseState.ASSESSED: "waiting",
    CaseState.PUBLICITY: "active",
    CaseState.AWARDED: "done",
    CaseState.RECTIFYING: "active",
    CaseState.EXITED: "neutral",
    CaseState.REFUSED: "neutral",
    CaseState.WITHDRAWN: "neutral",
}
#: On the way to an award, in order.
RUNNING = (
    CaseState.PREPARING,
    CaseState.SUBMITTED,
    CaseState.ON_SITE,
    CaseState.ASSESSED,
    CaseState.PUBLICITY,
)
#: The unit bears the title.
IN_FORCE = (CaseState.AWARDED, CaseState.RECTIFYING)


class RoundKind(models.TextChoices):
    """Why the criteria are gone through."""

    CREATION = "creation", pgettext_lazy("accreditation", "creation")
    YEARLY = "yearly", pgettext_lazy("accreditation", "yearly re-check")
    EVENT = "event", pgettext_lazy("accreditation", "re-check after an event")
    RENEWAL = "renewal", pgettext_lazy("accreditation", "renewal of the validity")


class RoundState(models.TextChoices):
    """Where a round stands."""

    OPEN = "open", pgettext_lazy("accreditation round", "with the unit")
    SUBMITTED = "submitted", pgettext_lazy("accreditation round", "handed in")
    PASSED = "passed", pgettext_lazy("accreditation round", "passed")
    FAILED = "failed", pgettext_lazy("accreditation round", "not passed")
    CANCELLED = "cancelled", pgettext_lazy("accreditation round", "cancelled")


ROUND_TONES: dict[str, str] = {
    RoundState.OPEN: "active",
    RoundState.SUBMITTED: "waiting",
    RoundState.PASSED: "done",
    RoundState.FAILED: "overdue",
    RoundState.CANCELLED: "neutral",
}


class ObjectionState(models.TextChoices):
    """What became of an objection."""

    OPEN = "open", pgettext_lazy("objection", "to be decided")
    UPHELD = "upheld", pgettext_lazy("objection", "accepted")
    REFUSED = "refused", pgettext_lazy("objection", "not accepted")


OBJECTION_TONES: dict[str, str] = {
    ObjectionState.OPEN: "waiting",
    ObjectionState.UPHELD: "done",
    ObjectionState.REFUSED: "neutral",
}


class RectificationState(models.TextChoices):
    """Where a rectification stands."""

    OPEN = "open", pgettext_lazy("accreditation rectification", "with the unit")
    ANSWERED = "answered", pgettext_lazy("accreditation rectification", "to be checked")
    CLOSED = "closed", pgettext_lazy("accreditation rectification", "closed")
    CANCELLED = "cancelled", pgettext_lazy("accreditation rectification", "cancelled")


RECTIFICATION_TONES: dict[str, str] = {
    RectificationState.OPEN: "active",
    RectificationState.ANSWERED: "waiting",
    RectificationState.CLOSED: "done",
    RectificationState.CANCELLED: "neutral",
}


class ProposalAct(models.TextChoices):
    """What is proposed about a demonstration unit."""

    RECHECK = "recheck", pgettext_lazy("accreditation", "re-check")
    EXIT = "exit", pgettext_lazy("accreditation", "exit")


class ProposalState(models.TextChoices):
    """What the office did with a proposal."""

    OPEN = "open", pgettext_lazy("accreditation proposal", "to be decided")
    TAKEN = "taken", pgettext_lazy("accreditation proposal", "taken up")
    DISMISSED = "dismissed", pgettext_lazy("accreditation proposal", "dismissed")


PROPOSAL_TONES: dict[str, str] = {
    ProposalState.OPEN: "waiting",
    ProposalState.TAKEN: "done",
    ProposalState.DISMISSED: "neutral",
}
