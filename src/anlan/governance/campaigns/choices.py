"""Kinds and states of campaigns, their lists, periods, report forms and notices."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CampaignKind(models.TextChoices):
    """How long and how wide a campaign is."""

    THREE_YEAR = "three_year", _("three-year action")
    SPECIAL = "special", _("special rectification")
    SEASONAL = "seasonal", _("seasonal or short campaign")


class CampaignState(models.TextChoices):
    """Where a campaign stands."""

    DRAFT = "draft", pgettext_lazy("campaign", "being prepared")
    RUNNING = "running", pgettext_lazy("campaign", "running")
    FINISHED = "finished", pgettext_lazy("campaign", "finished")
    CANCELLED = "cancelled", pgettext_lazy("campaign", "cancelled")


class MeasureKind(models.TextChoices):
    """What a measure asks for."""

    TARGET = "target", _("dated or counted target")
    ROUTINE = "routine", _("recurring work")
    TASK = "task", _("main task")


class ListKind(models.TextChoices):
    """The two lists of a campaign."""

    PROBLEM = "problem", _("list of problems and hazards")
    SYSTEM = "system", _("list of institutions and measures")


class EntryState(models.TextChoices):
    """How an entry of a list is brought to an end."""

    OPEN = "open", pgettext_lazy("list entry", "open")
    SUBMITTED = "submitted", pgettext_lazy("list entry", "clearing asked for")
    CLEARED = "cleared", pgettext_lazy("list entry", "cleared")
    DROPPED = "dropped", pgettext_lazy("list entry", "struck off")


#: Entries that still have to be brought to an end.
UNCLEARED = (EntryState.OPEN, EntryState.SUBMITTED)


class EntryLevel(models.TextChoices):
    """How grave a problem is; institutions have none."""

    MAJOR = "major", pgettext_lazy("list entry", "major")
    GENERAL = "general", pgettext_lazy("list entry", "general")


class Cadence(models.TextChoices):
    """How often something is scheduled or handed in."""

    ONCE = "once", pgettext_lazy("cadence", "once")
    MONTH = "month", pgettext_lazy("cadence", "every month")
    QUARTER = "quarter", pgettext_lazy("cadence", "every quarter")
    HALF_YEAR = "half_year", pgettext_lazy("cadence", "every half-year")
    YEAR = "year", pgettext_lazy("cadence", "every year")


class ReviewState(models.TextChoices):
    """Where the scheduling of a period stands."""

    OPEN = "open", pgettext_lazy("period", "open")
    PREPARED = "prepared", pgettext_lazy("period", "agenda drawn up")
    HELD = "held", pgettext_lazy("period", "meeting held")
    CLOSED = "closed", pgettext_lazy("period", "closed")


class FormState(models.TextChoices):
    """Where the design of a report form stands."""

    DRAFT = "draft", pgettext_lazy("report form", "being designed")
    ISSUED = "issued", pgettext_lazy("report form", "issued")
    WITHDRAWN = "withdrawn", pgettext_lazy("report form", "withdrawn")


class ColumnKind(models.TextChoices):
    """What a column of a report form takes."""

    NUMBER = "number", pgettext_lazy("column", "number")
    TEXT = "text", pgettext_lazy("column", "text")
    DAY = "day", pgettext_lazy("column", "date")
    CHOICE = "choice", pgettext_lazy("column", "choice")
    FORMULA = "formula", pgettext_lazy("column", "computed")
    PLATFORM = "platform", pgettext_lazy("column", "from the platform")


#: Columns that hold numbers.
NUMERIC = (ColumnKind.NUMBER, ColumnKind.FORMULA, ColumnKind.PLATFORM)
#: Columns nobody types.
AUTOMATIC = (ColumnKind.FORMULA, ColumnKind.PLATFORM)


class RuleKind(models.TextChoices):
    """What the values of a report form are checked for."""

    RANGE = "range", pgettext_lazy("rule", "between two numbers")
    NOT_LESS_THAN_LAST = "not_less_than_last", pgettext_lazy("rule", "not less than last period")
    AT_MOST = "at_most", pgettext_lazy("rule", "at most another column")
    SUM_EQUALS = "sum_equals", pgettext_lazy("rule", "sum of columns equals a column")


class RoundState(models.TextChoices):
    """Where one period of a report form stands."""

    OPEN = "open", pgettext_lazy("round", "being filled in")
    SUBMITTED = "submitted", pgettext_lazy("round", "submitted upward")


class SheetState(models.TextChoices):
    """Where the sheet of one unit stands."""

    WAITING = "waiting", pgettext_lazy("sheet", "to be filled in")
    HANDED_IN = "handed_in", pgettext_lazy("sheet", "handed in")
    RETURNED = "returned", pgettext_lazy("sheet", "returned")
    ACCEPTED = "accepted", pgettext_lazy("sheet", "accepted")


#: Sheets whose unit still has to do something.
OWED = (SheetState.WAITING, SheetState.RETURNED)
#: Sheets whose values count.
COUNTED = (SheetState.HANDED_IN, SheetState.ACCEPTED)


class NoticeState(models.TextChoices):
    """Where a notice of a period stands."""

    DRAFT = "draft", pgettext_lazy("notice", "drafted")
    APPROVED = "approved", pgettext_lazy("notice", "approved")
    PUBLISHED = "published", pgettext_lazy("notice", "published")
    DROPPED = "dropped", pgettext_lazy("notice", "dropped")


CAMPAIGN_TONES: dict[str, str] = {
    CampaignState.DRAFT: "waiting",
    CampaignState.RUNNING: "active",
    CampaignState.FINISHED: "done",
    CampaignState.CANCELLED: "neutral",
}
ENTRY_TONES: dict[str, str] = {
    EntryState.OPEN: "active",
    EntryState.SUBMITTED: "waiting",
    EntryState.CLEARED: "done",
    EntryState.DROPPED: "neutral",
}
REVIEW_TONES: dict[str, str] = {
    ReviewState.OPEN: "active",
    ReviewState.PREPARED: "waiting",
    ReviewState.HELD: "waiting",
    ReviewState.CLOSED: "done",
}
FORM_TONES: dict[str, str] = {
    FormState.DRAFT: "waiting",
    FormState.ISSUED: "active",
    FormState.WITHDRAWN: "neutral",
}
SHEET_TONES: dict[str, str] = {
    SheetState.WAITING: "active",
    SheetState.HANDED_IN: "waiting",
    SheetState.RETURNED: "overdue",
    SheetState.ACCEPTED: "done",
}
ROUND_TONES: dict[str, str] = {RoundState.OPEN: "active", RoundState.SUBMITTED: "done"}
NOTICE_TONES: dict[str, str] = {
    NoticeState.DRAFT: "waiting",
    NoticeState.APPROVED: "active",
    NoticeState.PUBLISHED: "done",
    NoticeState.DROPPED: "neutral",
}
