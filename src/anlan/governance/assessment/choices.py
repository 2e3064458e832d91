"""Kinds, states and bands of assessment."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Subject(models.TextChoices):
    """Whom a scheme is for."""

    DEPARTMENTS = "departments", pgettext_lazy("assessment", "departments")
    TOWNSHIPS = "townships", pgettext_lazy("assessment", "townships and streets")
    PARKS = "parks", pgettext_lazy("assessment", "parks")
    LEADERS = "leaders", pgettext_lazy("assessment", "leading officials")


#: Words of the names of assessments and papers, which are official Chinese.
SUBJECT_WORDS: dict[str, str] = {
    Subject.DEPARTMENTS: "县级部门",
    Subject.TOWNSHIPS: "乡镇（街道）",
    Subject.PARKS: "开发区（园区）",
    Subject.LEADERS: "单位主要负责人",
}
#: Kinds of organisation that a scheme for them assesses.
ORGANISATION_KINDS: dict[str, tuple[str, ...]] = {
    Subject.DEPARTMENTS: ("department",),
    Subject.TOWNSHIPS: ("township",),
    Subject.PARKS: ("park",),
    Subject.LEADERS: ("department", "township"),
}


class SchemeState(models.TextChoices):
    """Whether a scheme may be changed, applies, or is history."""

    DRAFT = "draft", pgettext_lazy("scheme", "draft")
    IN_FORCE = "in_force", pgettext_lazy("scheme", "in force")
    RETIRED = "retired", pgettext_lazy("scheme", "superseded")


SCHEME_TONES: dict[str, str] = {
    SchemeState.DRAFT: "waiting",
    SchemeState.IN_FORCE: "active",
    SchemeState.RETIRED: "neutral",
}


class Normalisation(models.TextChoices):
    """How scores of different groups are made comparable."""

    NONE = "none", _("not converted; ranked in one list")
    GROUPS = "groups", _("not converted; ranked within the group")
    MEAN = "mean", _("group means made equal, then ranked in one list")


class Effect(models.TextChoices):
    """What an item does to the total."""

    EARN = "earn", pgettext_lazy("score item", "earns points")
    DEDUCT = "deduct", pgettext_lazy("score item", "takes points away")
    BONUS = "bonus", pgettext_lazy("score item", "adds points")
    VETO = "veto", _("one-vote veto")


class Means(models.TextChoices):
    """Where the points of an item come from."""

    AUTOMATIC = "automatic", _("computed from records")
    EVIDENCE = "evidence", _("evidence, marked by an assessor")


class RunKind(models.TextChoices):
    """How often it is assessed."""

    MONTH = "month", _("monthly review")
    HALF = "half", _("half-year check")
    YEAR = "year", _("annual assessment")


class RunState(models.TextChoices):
    """Where an assessment stands."""

    OPEN = "open", pgettext_lazy("assessment", "units hand in")
    MARKING = "marking", pgettext_lazy("assessment", "being marked")
    REVIEW = "review", pgettext_lazy("assessment", "office reviews")
    PUBLISHED = "published", pgettext_lazy("assessment", "published to the units, appeals open")
    CONFIRMED = "confirmed", pgettext_lazy("assessment", "final")
    CANCELLED = "cancelled", pgettext_lazy("assessment", "cancelled")


RUN_TONES: dict[str, str] = {
    RunState.OPEN: "active",
    RunState.MARKING: "active",
    RunState.REVIEW: "waiting",
    RunState.PUBLISHED: "waiting",
    RunState.CONFIRMED: "done",
    RunState.CANCELLED: "neutral",
}


class ItemState(models.TextChoices):
    """How an item of a unit stands; nothing missing is ever counted as zero or full."""

    WAITING = "waiting", pgettext_lazy("score item", "to be handed in")
    HANDED_IN = "handed_in", pgettext_lazy("score item", "handed in")
    SECOND = "second", pgettext_lazy("score item", "second assessor needed")
    SCORED = "scored", pgettext_lazy("score item", "scored")
    MISSING = "missing", pgettext_lazy("score item", "no data")
    EXEMPT = "exempt", pgettext_lazy("score item", "does not apply")


ITEM_TONES: dict[str, str] = {
    ItemState.WAITING: "waiting",
    ItemState.HANDED_IN: "active",
    ItemState.SECOND: "waiting",
    ItemState.SCORED: "done",
    ItemState.MISSING: "unknown",
    ItemState.EXEMPT: "neutral",
}


class Verdict(models.TextChoices):
    """What is decided for many units at once about an item without data or evidence."""

    EXEMPT = "exempt", pgettext_lazy("assessment verdict", "does not apply, not counted")
    NONE = "none", pgettext_lazy("assessment verdict", "no points")
    FULL = "full", pgettext_lazy("assessment verdict", "all points")


#: Someone still has to do something about it.
OPEN_ITEMS = (ItemState.WAITING, ItemState.HANDED_IN, ItemState.SECOND, ItemState.MISSING)


class Band(models.TextChoices):
    """The four grades 等次."""

    EXCELLENT = "excellent", pgettext_lazy("assessment", "excellent")
    GOOD = "good", pgettext_lazy("assessment", "good")
    PASSED = "passed", pgettext_lazy("assessment", "passed")
    FAILED = "failed", pgettext_lazy("assessment", "failed")


#: Words of the grades in papers and explanations.
BAND_WORDS: dict[str, str] = {
    Band.EXCELLENT: "优秀",
    Band.GOOD: "良好",
    Band.PASSED: "合格",
    Band.FAILED: "不合格",
}
BAND_TONES: dict[str, str] = {
    Band.EXCELLENT: "done",
    Band.GOOD: "done",
    Band.PASSED: "neutral",
    Band.FAILED: "overdue",
}


class AppealState(models.TextChoices):
    """What became of an appeal."""

    FILED = "filed", pgettext_lazy("appeal", "filed")
    UPHELD = "upheld", pgettext_lazy("appeal", "upheld, points changed")
    REJECTED = "rejected", pgettext_lazy("appeal", "points stand")
    WITHDRAWN = "withdrawn", pgettext_lazy("appeal", "withdrawn")


APPEAL_TONES: dict[str, str] = {
    AppealState.FILED: "waiting",
    AppealState.UPHELD: "done",
    AppealState.REJECTED: "neutral",
    AppealState.WITHDRAWN: "neutral",
}
