"""A supervision document from its draft to its closing 督办文书."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.oversight.choices import (
    ORDER_TONES,
    UNISSUED,
    WITH_UNIT,
    OrderState,
    StatementKind,
    StatementState,
)
from anlan.governance.oversight.models.kind import OrderKind
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class Order(TimeStamped):
    """An order, reminder, interview, criticism, yellow card, veto or transfer about one unit."""

    kind = models.ForeignKey(
        OrderKind, on_delete=models.PROTECT, related_name="orders", verbose_name=_("kind")
    )
    state = models.CharField(
        _("state"), max_length=20, choices=OrderState.choices, default=OrderState.DRAFT
    )
    number = models.CharField(_("number"), max_length=50, blank=True)
    title = models.CharField(pgettext_lazy("oversight", "subject"), max_length=200)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("oversight", "unit concerned"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("oversight", "person concerned"),
    )
    office = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("oversight", "issuing office"),
    )
    reason = models.TextField(pgettext_lazy("oversight", "facts"))
    demand = models.TextField(pgettext_lazy("oversight", "what is demanded"), blank=True)
    facts = models.JSONField(pgettext_lazy("oversight", "facts on record"), default=list)
    is_listed = models.BooleanField(pgettext_lazy("oversight", "listed supervision"), default=False)
    copy_to = models.CharField(pgettext_lazy("oversight", "copy to"), max_length=300, blank=True)
    meets_at = models.DateTimeField(
        pgettext_lazy("oversight", "interview at"), null=True, blank=True
    )
    meeting_place = models.CharField(
        pgettext_lazy("oversight", "place of the interview"), max_length=100, blank=True
    )
    minutes = models.TextField(pgettext_lazy("oversight", "record of the interview"), blank=True)
    subject_type = models.CharField(_("subject type"), max_length=100, blank=True)
    subject_id = models.CharField(_("subject id"), max_length=64, blank=True)
    subject_label = models.CharField(
        pgettext_lazy("oversight", "drawn up about"), max_length=200, blank=True
    )
    subject_url = models.CharField(
        pgettext_lazy("oversight", "page of the subject"), max_length=300, blank=True
    )
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="following",
        verbose_name=pgettext_lazy("oversight", "follows on"),
    )
    due_on = models.DateField(pgettext_lazy("oversight", "to be answered by"))
    drawn_up_by = models.CharField(pgettext_lazy("oversight", "drawn up by"), max_length=100)
    drawn_up_by_id = models.CharField(
        pgettext_lazy("oversight", "drawn up by, account"), max_length=64
    )
    issued_at = models.DateTimeField(pgettext_lazy("oversight", "issued at"), null=True, blank=True)
    approved_by = models.CharField(
        pgettext_lazy("oversight", "issued by"), max_length=100, blank=True
    )
    document_id = models.BigIntegerField(
        pgettext_lazy("oversight", "document"), null=True, blank=True
    )
    signed_at = models.DateTimeField(
        pgettext_lazy("oversight", "signed for at"), null=True, blank=True
    )
    signed_by = models.CharField(
        pgettext_lazy("oversight", "signed for by"), max_length=100, blank=True
    )
    answered_at = models.DateTimeField(
        pgettext_lazy("oversight", "answered at"), null=True, blank=True
    )
    overdue_at = models.DateTimeField(
        pgettext_lazy("oversight", "overdue since"), null=True, blank=True
    )
    closed_at = models.DateTimeField(pgettext_lazy("oversight", "closed at"), null=True, blank=True)
    outcome = models.TextField(pgettext_lazy("oversight", "result"), blank=True)

    class Meta:
        verbose_name = _("supervision document")
        verbose_name_plural = _("supervision documents")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="order_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*UNISSUED, OrderState.WITHDRAWN])
                | Q(issued_at__isnull=False),
                name="order_issued_has_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "state"]),
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(fields=["state", "due_on"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the document."""
        return reverse("oversight:order", args=[self.pk])

    @property
    def due_at(self) -> datetime:
        """The end of the day by which it is to be answered."""
        following = datetime.combine(self.due_on + timedelta(days=1), time())
        return timezone.make_aware(following)

    @property
    def tone(self) -> str:
        """Tone of the state badge."""
        return "overdue" if self.is_overdue else ORDER_TONES.get(OrderState(self.state), "neutral")

    @property
    def is_overdue(self) -> bool:
        """Whether the unit is late with its answer."""
        if not self.kind.needs_answer:
            return False
        return self.state in WITH_UNIT and self.due_on < clock.today()


class Answer(TimeStamped):
    """What a unit reports about its rectification; evidence hangs on it as files."""

    order = models.ForeignKey(
        Order,
        on_delete=models.CASCADE,
        related_name="answers",
        verbose_name=_("supervision document"),
    )
    text = models.TextField(pgettext_lazy("oversight", "what was done"))
    made_at = models.DateTimeField(pgettext_lazy("oversight", "answered at"))
    made_by = models.CharField(pgettext_lazy("oversight", "answered by"), max_length=100)
    is_late = models.BooleanField(pgettext_lazy("oversight", "late"), default=False)
    returned_at = models.DateTimeField(
        pgettext_lazy("oversight", "returned at"), null=True, blank=True
    )
    comment = models.TextField(pgettext_lazy("oversight", "result of the check"), blank=True)
    checked_by = models.CharField(
        pgettext_lazy("oversight", "checked by"), max_length=100, blank=True
    )

    class Meta:
        verbose_name = _("answer to a supervision document")
        verbose_name_plural = _("answers to supervision documents")
        ordering: ClassVar = ["order_id", "id"]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The document it answers."""
        return self.order.get_absolute_url()


class Statement(TimeStamped):
    """An explanation or appeal of the unit, and what was decided."""

    order = models.ForeignKey(
        Order,
        on_delete=models.CASCADE,
        related_name="statements",
        verbose_name=_("supervision document"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=StatementKind.choices)
    text = models.TextField(_("text"))
    state = models.CharField(
        _("state"), max_length=20, choices=StatementState.choices, default=StatementState.OPEN
    )
    made_at = models.DateTimeField(pgettext_lazy("statement", "made at"))
    made_by = models.CharField(pgettext_lazy("statement", "made by"), max_length=100)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    decision = models.TextField(pgettext_lazy("statement", "decision"), blank=True)

    class Meta:
        verbose_name = _("explanation or appeal")
        verbose_name_plural = _("explanations and appeals")
        ordering: ClassVar = ["order_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="open"), name="statement_one_open_per_order"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The document it is about."""
        return self.order.get_absolute_url()
