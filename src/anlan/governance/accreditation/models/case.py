"""A candidate that becomes a demonstration unit 示范单位, and what is decided about it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.accreditation.choices import (
    CASE_TONES,
    IN_FORCE,
    OBJECTION_TONES,
    PROPOSAL_TONES,
    RECTIFICATION_TONES,
    RUNNING,
    CaseState,
    ObjectionState,
    ProposalAct,
    ProposalState,
    RectificationState,
    Trigger,
)
from anlan.governance.accreditation.models.kind import ExitGround, Kind, points_field
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


def end_of(day: date) -> datetime:
    """The moment after the last of a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


class Case(TimeStamped):
    """One unit and one kind: from the candidate over the award to the exit."""

    kind = models.ForeignKey(
        Kind, on_delete=models.PROTECT, related_name="cases", verbose_name=_("kind")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("accreditation", "unit that answers for it"),
    )
    unit_name = models.CharField(
        pgettext_lazy("accreditation", "demonstration unit"), max_length=200
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    office = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("accreditation", "office in charge"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=CaseState.choices, default=CaseState.PREPARING
    )
    number = models.CharField(
        pgettext_lazy("accreditation", "award number"), max_length=50, blank=True
    )
    named_by = models.CharField(pgettext_lazy("accreditation", "entered by"), max_length=100)
    submitted_by_id = models.CharField(
        pgettext_lazy("accreditation", "submitted by, account"), max_length=64, blank=True
    )
    score = points_field(
        pgettext_lazy("accreditation", "score"),
        null=True,
        blank=True,
        help_text=_("percent of the points of the criteria"),
    )
    publicity_from = models.DateField(
        pgettext_lazy("accreditation", "publicity from"), null=True, blank=True
    )
    publicity_until = models.DateField(
        pgettext_lazy("accreditation", "publicity until"), null=True, blank=True
    )
    awarded_on = models.DateField(
        pgettext_lazy("accreditation", "awarded on"), null=True, blank=True
    )
    awarded_by = models.CharField(
        pgettext_lazy("accreditation", "awarded by"), max_length=100, blank=True
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    recheck_on = models.DateField(
        pgettext_lazy("accreditation", "next re-check by"), null=True, blank=True
    )
    exited_on = models.DateField(pgettext_lazy("accreditation", "exited on"), null=True, blank=True)
    exit_ground = models.ForeignKey(
        ExitGround,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("accreditation", "ground for exit"),
    )
    outcome = models.TextField(pgettext_lazy("accreditation", "reason of the end"), blank=True)
    report_id = models.BigIntegerField(
        pgettext_lazy("accreditation", "self-assessment report"), null=True, blank=True
    )
    award_id = models.BigIntegerField(
        pgettext_lazy("accreditation", "award decision"), null=True, blank=True
    )
    exit_id = models.BigIntegerField(
        pgettext_lazy("accreditation", "exit decision"), null=True, blank=True
    )

    class Meta:
        verbose_name = pgettext_lazy("accreditation", "demonstration unit")
        verbose_name_plural = pgettext_lazy("accreditation", "demonstration units")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "organisation", "unit_name"],
                condition=Q(state__in=[*RUNNING, *IN_FORCE]),
                name="accred_one_open_case",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=IN_FORCE)
                | Q(awarded_on__isnull=False, recheck_on__isnull=False),
                name="accred_awarded_has_days",
            ),
            models.CheckConstraint(
                condition=~Q(state="exited") | Q(exited_on__isnull=False),
                name="accred_exited_has_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "recheck_on"]),
            models.Index(fields=["organisation", "state"]),
            models.Index(fields=["awarded_on"]),
        ]

    def __str__(self) -> str:
        return self.unit_name

    def get_absolute_url(self) -> str:
        """The page of the unit."""
        return reverse("accreditation:case", args=[self.pk])

    @property
    def is_in_force(self) -> bool:
        """Whether the unit bears the title."""
        return self.state in IN_FORCE

    @property
    def is_recheck_late(self) -> bool:
        """Whether the day of the re-check has passed."""
        return self.is_in_force and self.recheck_on is not None and self.recheck_on < clock.today()

    @property
    def is_expired(self) -> bool:
        """Whether the validity has ended and the title still stands."""
        return (
            self.is_in_force and self.valid_until is not None and self.valid_until < clock.today()
        )

    @property
    def state_label(self) -> str:
        """The state in words; a title past its day says so."""
        label = str(self.get_state_display())
        if self.is_expired:
            return _("%(state)s · validity ended") % {"state": label}
        if self.is_recheck_late:
            return _("%(state)s · re-check overdue") % {"state": label}
        return label

    @property
    def tone(self) -> str:
        """Tone of the state badge."""
        if self.is_recheck_late or self.is_expired:
            return "overdue"
        return CASE_TONES[self.state]


class Objection(TimeStamped):
    """What somebody holds against an award while it is published."""

    case = models.ForeignKey(
        Case,
        on_delete=models.CASCADE,
        related_name="objections",
        verbose_name=pgettext_lazy("accreditation", "demonstration unit"),
    )
    text = models.TextField(pgettext_lazy("objection", "what is objected"))
    raised_by = models.CharField(
        pgettext_lazy("objection", "who objects"),
        max_length=100,
        blank=True,
        help_text=_("empty: nobody gave a name"),
    )
    recorded_by = models.CharField(pgettext_lazy("objection", "recorded by"), max_length=100)
    state = models.CharField(
        _("state"), max_length=20, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    decision = models.TextField(pgettext_lazy("objection", "what was found"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("accreditation", "objection to an award")
        verbose_name_plural = pgettext_lazy("accreditation", "objections to awards")
        ordering: ClassVar = ["case_id", "id"]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The page of the unit."""
        return self.case.get_absolute_url()

    @property
    def tone(self) -> str:
        """Tone of the badge."""
        return OBJECTION_TONES[self.state]


class Rectification(TimeStamped):
    """What a unit must put right until a day to keep its title."""

    case = models.ForeignKey(
        Case,
        on_delete=models.CASCADE,
        related_name="rectifications",
        verbose_name=pgettext_lazy("accreditation", "demonstration unit"),
    )
    text = models.TextField(pgettext_lazy("accreditation", "what is to be put right"))
    due_on = models.DateField(pgettext_lazy("accreditation", "to be put right by"))
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=RectificationState.choices,
        default=RectificationState.OPEN,
    )
    answer = models.TextField(pgettext_lazy("accreditation", "what was put right"), blank=True)
    answered_at = models.DateTimeField(
        pgettext_lazy("accreditation", "reported at"), null=True, blank=True
    )
    answered_by = models.CharField(
        pgettext_lazy("accreditation", "reported by"), max_length=100, blank=True
    )
    finding = models.TextField(pgettext_lazy("accreditation", "result of the check"), blank=True)
    checked_by = models.CharField(
        pgettext_lazy("accreditation", "checked by"), max_length=100, blank=True
    )
    overdue_at = models.DateTimeField(
        pgettext_lazy("accreditation", "overdue since"), null=True, blank=True
    )
    document_id = models.BigIntegerField(
        pgettext_lazy("accreditation", "rectification notice"), null=True, blank=True
    )

    class Meta:
        verbose_name = pgettext_lazy("accreditation", "rectification of a demonstration unit")
        verbose_name_plural = pgettext_lazy(
            "accreditation", "rectifications of demonstration units"
        )
        ordering: ClassVar = ["case_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["open", "answered"]),
                name="accred_one_open_rectification",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The page of the unit."""
        return self.case.get_absolute_url()

    @property
    def due_at(self) -> datetime:
        """The end of its last day."""
        return end_of(self.due_on)

    @property
    def tone(self) -> str:
        """Tone of the badge."""
        is_late = self.state == RectificationState.OPEN and self.due_on < clock.today()
        return "overdue" if is_late else RECTIFICATION_TONES[self.state]


class Proposal(TimeStamped):
    """What the platform or the unit proposes to the office: to re-check, or to end the title."""

    case = models.ForeignKey(
        Case,
        on_delete=models.CASCADE,
        related_name="proposals",
        verbose_name=pgettext_lazy("accreditation", "demonstration unit"),
    )
    act = models.CharField(
        pgettext_lazy("accreditation", "proposed"), max_length=10, choices=ProposalAct.choices
    )
    trigger = models.CharField(
        pgettext_lazy("accreditation", "occasion"), max_length=20, choices=Trigger.choices
    )
    reason = models.TextField(pgettext_lazy("accreditation", "facts"))
    subject_key = models.CharField(
        pgettext_lazy("accreditation", "occasion, key"),
        max_length=100,
        help_text=_("the same occasion is proposed once"),
    )
    subject_url = models.CharField(
        pgettext_lazy("accreditation", "page of the occasion"), max_length=300, blank=True
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ProposalState.choices, default=ProposalState.OPEN
    )
    proposed_by = models.CharField(pgettext_lazy("accreditation", "proposed by"), max_length=100)
    decision = models.TextField(pgettext_lazy("accreditation", "what was decided"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("accreditation", "proposal about a demonstration unit")
        verbose_name_plural = pgettext_lazy("accreditation", "proposals about demonstration units")
        ordering: ClassVar = ["case_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "subject_key"], name="accred_proposed_once")
        ]

    def __str__(self) -> str:
        return self.reason[:80]

    def get_absolute_url(self) -> str:
        """The page of the unit."""
        return self.case.get_absolute_url()

    @property
    def tone(self) -> str:
        """Tone of the badge."""
        return PROPOSAL_TONES[self.state]
