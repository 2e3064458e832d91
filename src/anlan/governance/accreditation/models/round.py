"""Going through the criteria: the unit's own answers, the platform's, those of the reviewers."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.accreditation.choices import ROUND_TONES, RoundKind, RoundState
from anlan.governance.accreditation.models.case import Case, end_of
from anlan.governance.accreditation.models.kind import Criterion, points_field
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class Round(TimeStamped):
    """One passage through the criteria: at creation, every year, after an event, for renewal."""

    case = models.ForeignKey(
        Case,
        on_delete=models.CASCADE,
        related_name="rounds",
        verbose_name=pgettext_lazy("accreditation", "demonstration unit"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RoundKind.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=RoundState.choices, default=RoundState.OPEN
    )
    reason = models.TextField(_("reason"), blank=True)
    opened_on = models.DateField(pgettext_lazy("accreditation", "opened on"))
    due_on = models.DateField(
        pgettext_lazy("accreditation", "to be handed in by"), null=True, blank=True
    )
    submitted_at = models.DateTimeField(
        pgettext_lazy("accreditation", "handed in at"), null=True, blank=True
    )
    submitted_by = models.CharField(
        pgettext_lazy("accreditation", "handed in by"), max_length=100, blank=True
    )
    overdue_at = models.DateTimeField(
        pgettext_lazy("accreditation", "overdue since"), null=True, blank=True
    )
    score = points_field(pgettext_lazy("accreditation", "score"), null=True, blank=True)
    concluded_on = models.DateField(
        pgettext_lazy("accreditation", "concluded on"), null=True, blank=True
    )
    concluded_by = models.CharField(
        pgettext_lazy("accreditation", "concluded by"), max_length=100, blank=True
    )
    conclusion = models.TextField(pgettext_lazy("accreditation", "conclusion"), blank=True)

    class Meta:
        verbose_name = pgettext_lazy("accreditation", "round of criteria")
        verbose_name_plural = pgettext_lazy("accreditation", "rounds of criteria")
        ordering: ClassVar = ["case_id", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["open", "submitted"]),
                name="accred_one_open_round",
            ),
            models.CheckConstraint(
                condition=Q(kind="creation") | Q(due_on__isnull=False),
                name="accred_recheck_has_day",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.opened_on:%Y-%m}"

    def get_absolute_url(self) -> str:
        """The criteria with their answers."""
        return reverse("accreditation:round", args=[self.pk])

    @property
    def is_late(self) -> bool:
        """Whether the unit has not handed in by its day."""
        return (
            self.state == RoundState.OPEN
            and self.due_on is not None
            and self.due_on < clock.today()
        )

    @property
    def due_at(self) -> datetime | None:
        """The end of its last day."""
        return end_of(self.due_on) if self.due_on else None

    @property
    def tone(self) -> str:
        """Tone of the badge."""
        return "overdue" if self.is_late else ROUND_TONES[self.state]


class Answer(models.Model):
    """A criterion in one round: what the records say, what the unit says."""

    round = models.ForeignKey(
        Round,
        on_delete=models.CASCADE,
        related_name="answers",
        verbose_name=pgettext_lazy("accreditation", "round of criteria"),
    )
    criterion = models.ForeignKey(
        Criterion,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("accreditation", "criterion"),
    )
    auto_met = models.BooleanField(
        pgettext_lazy("accreditation", "met by the records"),
        null=True,
        help_text=_("empty: the platform has no data"),
    )
    auto_words = models.CharField(
        pgettext_lazy("accreditation", "what the records say"), max_length=300, blank=True
    )
    auto_source = models.CharField(
        pgettext_lazy("accreditation", "source"), max_length=200, blank=True
    )
    auto_url = models.CharField(
        pgettext_lazy("accreditation", "page of the records"), max_length=300, blank=True
    )
    auto_at = models.DateTimeField(pgettext_lazy("accreditation", "read at"), null=True, blank=True)
    is_met = models.BooleanField(pgettext_lazy("accreditation", "met"), null=True)
    points = points_field(pgettext_lazy("accreditation", "self-score"), null=True, blank=True)
    note = models.TextField(pgettext_lazy("accreditation", "what the unit says"), blank=True)
    answered_at = models.DateTimeField(
        pgettext_lazy("accreditation", "answered at"), null=True, blank=True
    )
    answered_by = models.CharField(
        pgettext_lazy("accreditation", "answered by"), max_length=100, blank=True
    )

    class Meta:
        verbose_name = pgettext_lazy("accreditation", "answer to a criterion")
        verbose_name_plural = pgettext_lazy("accreditation", "answers to criteria")
        ordering: ClassVar = ["criterion__sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "criterion"], name="accred_answer_once")
        ]

    def __str__(self) -> str:
        return self.criterion.name

    def get_absolute_url(self) -> str:
        """Its place in the round."""
        return f"{self.round.get_absolute_url()}#answer-{self.pk}"

    @property
    def is_answered(self) -> bool:
        """Whether the unit has said something."""
        return self.answered_at is not None


class SiteMark(models.Model):
    """What one reviewer found on site about one criterion."""

    answer = models.ForeignKey(
        Answer,
        on_delete=models.CASCADE,
        related_name="marks",
        verbose_name=pgettext_lazy("accreditation", "answer to a criterion"),
    )
    reviewer_id = models.CharField(
        pgettext_lazy("accreditation", "reviewer, account"), max_length=64
    )
    reviewer = models.CharField(pgettext_lazy("accreditation", "reviewer"), max_length=100)
    is_met = models.BooleanField(pgettext_lazy("accreditation", "met"), null=True)
    points = points_field(pgettext_lazy("accreditation", "points"), null=True, blank=True)
    note = models.CharField(pgettext_lazy("accreditation", "finding"), max_length=300, blank=True)
    marked_at = models.DateTimeField(pgettext_lazy("accreditation", "marked at"))

    class Meta:
        verbose_name = pgettext_lazy("accreditation", "mark of a reviewer")
        verbose_name_plural = pgettext_lazy("accreditation", "marks of reviewers")
        ordering: ClassVar = ["answer_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "reviewer_id"], name="accred_mark_once")
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}"

    def get_absolute_url(self) -> str:
        """The place of its criterion."""
        return self.answer.get_absolute_url()
