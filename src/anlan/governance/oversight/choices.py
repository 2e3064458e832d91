"""Words of supervision: kinds of document, states, who approves."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class KindCode(models.TextChoices):
    """Kinds of supervision document, the mildest first."""

    REMINDER = "reminder", pgettext_lazy("oversight", "reminder")
    ORDER = "order", pgettext_lazy("oversight", "supervision order")
    INTERVIEW = "interview", pgettext_lazy("oversight", "interview")
    CRITICISM = "criticism", pgettext_lazy("oversight", "notice of criticism")
    YELLOW_CARD = "yellow_card", pgettext_lazy("oversight", "yellow card")
    VETO = "veto", pgettext_lazy("oversight", "one-vote veto")
    TRANSFER = "transfer", pgettext_lazy("oversight", "transfer to discipline inspection")


class Approver(models.TextChoices):
    """Who must approve before a document goes out."""

    OFFICE = "office", pgettext_lazy("oversight", "director of the committee office")
    LEADER = "leader", pgettext_lazy("oversight", "county leader")
    PRINCIPAL = "principal", pgettext_lazy("oversight", "principal leader")


class OrderState(models.TextChoices):
    """Where a supervision document stands."""

    PROPOSED = "proposed", pgettext_lazy("oversight", "proposed by the platform")
    DRAFT = "draft", _("draft")
    APPROVING = "approving", _("in approval")
    ISSUED = "issued", pgettext_lazy("oversight", "issued, not signed for")
    SIGNED = "signed", pgettext_lazy("oversight", "signed for, to be answered")
    ANSWERED = "answered", pgettext_lazy("oversight", "answered, to be checked")
    CLOSED = "closed", pgettext_lazy("oversight", "closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


ORDER_TONES: dict[str, str] = {
    OrderState.PROPOSED: "waiting",
    OrderState.DRAFT: "neutral",
    OrderState.APPROVING: "waiting",
    OrderState.ISSUED: "active",
    OrderState.SIGNED: "active",
    OrderState.ANSWERED: "waiting",
    OrderState.CLOSED: "done",
    OrderState.WITHDRAWN: "neutral",
}
#: Not yet known to the unit.
UNISSUED = (OrderState.PROPOSED, OrderState.DRAFT, OrderState.APPROVING)
#: With the unit or the office.
RUNNING = (OrderState.ISSUED, OrderState.SIGNED, OrderState.ANSWERED)
#: The unit must act.
WITH_UNIT = (OrderState.ISSUED, OrderState.SIGNED)


class StatementKind(models.TextChoices):
    """What a unit says against a document."""

    EXPLANATION = "explanation", pgettext_lazy("oversight", "explanation")
    APPEAL = "appeal", pgettext_lazy("oversight", "appeal")


class StatementState(models.TextChoices):
    """What became of it."""

    OPEN = "open", pgettext_lazy("statement", "to be decided")
    UPHELD = "upheld", pgettext_lazy("statement", "accepted")
    REFUSED = "refused", pgettext_lazy("statement", "not accepted")


STATEMENT_TONES: dict[str, str] = {
    StatementState.OPEN: "waiting",
    StatementState.UPHELD: "done",
    StatementState.REFUSED: "neutral",
}
