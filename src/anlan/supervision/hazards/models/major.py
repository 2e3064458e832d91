"""What the law asks beyond the flow for a major hazard: orders, listing, notices, reports."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.supervision.hazards.choices import (
    LISTING_TONES,
    ListingState,
    NoticeRole,
    ReportAudience,
    SupervisionLevel,
    SuspensionKind,
    TraceState,
    TraceTrigger,
)
from anlan.supervision.hazards.models.hazard import Hazard


class SuspensionOrder(TimeStamped):
    """An order to stop use, work or production until the major hazard is removed."""

    hazard = models.ForeignKey(
        Hazard, on_delete=models.CASCADE, related_name="suspensions", verbose_name=_("hazard")
    )
    kind = models.CharField(
        pgettext_lazy("suspension", "what stops"), max_length=20, choices=SuspensionKind.choices
    )
    scope = models.CharField(_("equipment, area or work concerned"), max_length=300)
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    ordered_at = models.DateTimeField(_("ordered at"))
    ordered_by_id = models.CharField(_("ordered by, account"), max_length=64)
    ordered_by = models.CharField(_("ordered by"), max_length=100)
    document_id = models.BigIntegerField(_("order document"), null=True, blank=True)
    lifted_at = models.DateTimeField(pgettext_lazy("order", "lifted at"), null=True, blank=True)
    lifted_by = models.CharField(pgettext_lazy("order", "lifted by"), max_length=100, blank=True)
    lifting_note = models.TextField(_("result of the examination"), blank=True)

    class Meta:
        verbose_name = _("suspension order")
        verbose_name_plural = _("suspension orders")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hazard", "kind"],
                condition=Q(lifted_at__isnull=True),
                name="suspension_one_in_force_per_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hazard.number} {self.get_kind_display()}"

    @property
    def is_in_force(self) -> bool:
        """Whether it still holds."""
        return self.lifted_at is None


class ListedSupervision(TimeStamped):
    """Listed supervision 挂牌督办 of a major hazard by one of four levels of government."""

    hazard = models.ForeignKey(
        Hazard, on_delete=models.CASCADE, related_name="listings", verbose_name=_("hazard")
    )
    level = models.CharField(_("supervised by"), max_length=20, choices=SupervisionLevel.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=ListingState.choices, default=ListingState.LISTED
    )
    requirements = models.TextField(_("what must be done"))
    supervisor = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("supervising office"),
    )
    listed_at = models.DateTimeField(_("listed at"))
    listed_by_id = models.CharField(_("listed by, account"), max_length=64)
    listed_by = models.CharField(_("listed by"), max_length=100)
    due_at = models.DateTimeField(_("due at"))
    document_id = models.BigIntegerField(_("order document"), null=True, blank=True)
    applied_at = models.DateTimeField(_("lifting applied for at"), null=True, blank=True)
    applied_by_id = models.CharField(_("applied by, account"), max_length=64, blank=True)
    applied_by = models.CharField(_("applied by"), max_length=100, blank=True)
    application = models.TextField(_("application"), blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    checked_by_id = models.CharField(_("checked by, account"), max_length=64, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=100, blank=True)
    finding = models.TextField(_("what was found on the spot"), blank=True)
    lifted_at = models.DateTimeField(pgettext_lazy("listing", "lifted at"), null=True, blank=True)
    lifted_by = models.CharField(pgettext_lazy("listing", "lifted by"), max_length=100, blank=True)
    lifting_document_id = models.BigIntegerField(_("lifting document"), null=True, blank=True)

    class Meta:
        verbose_name = _("listed supervision")
        verbose_name_plural = _("listed supervisions")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hazard"],
                condition=~Q(state="lifted"),
                name="listing_one_in_force_per_hazard",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.hazard.number} · {self.get_level_display()}"

    def get_absolute_url(self) -> str:
        """The page of the listing."""
        return reverse("hazards:listing", args=[self.pk])

    @property
    def tone(self) -> str:
        """Tone of the state badge."""
        return LISTING_TONES.get(self.state, "neutral")


class HazardNotice(TimeStamped):
    """That the principal or the actual controller was told of a major hazard, and answered."""

    hazard = models.ForeignKey(
        Hazard, on_delete=models.CASCADE, related_name="notices", verbose_name=_("hazard")
    )
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    name = models.CharField(_("full name"), max_length=50)
    role = models.CharField(_("capacity"), max_length=20, choices=NoticeRole.choices)
    notification_id = models.BigIntegerField(_("notification"), null=True, blank=True)
    document_id = models.BigIntegerField(_("notice document"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    evidence = models.CharField(_("evidence of receipt"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("notice of a major hazard")
        verbose_name_plural = _("notices of major hazards")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hazard", "role", "name"], name="hazard_notice_once")
        ]
        indexes: ClassVar = [models.Index(fields=["notification_id"])]

    def __str__(self) -> str:
        return f"{self.hazard.number} · {self.name}"


class DualReport(TimeStamped):
    """One of the two reports of a major hazard: to the department, to the employees."""

    hazard = models.ForeignKey(
        Hazard, on_delete=models.CASCADE, related_name="dual_reports", verbose_name=_("hazard")
    )
    audience = models.CharField(_("reported to"), max_length=20, choices=ReportAudience.choices)
    manner = models.CharField(
        _("manner of reporting"),
        max_length=300,
        help_text=_("meeting of the employees or their congress, notice board, written report"),
    )
    content = models.TextField(_("what was reported"))
    reported_at = models.DateTimeField(_("reported at"))
    reported_by = models.CharField(_("reported by"), max_length=100)

    class Meta:
        verbose_name = _("dual report")
        verbose_name_plural = _("dual reports")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hazard", "audience"], name="dual_report_once")
        ]

    def __str__(self) -> str:
        return f"{self.hazard.number} · {self.get_audience_display()}"


class TraceBack(TimeStamped):
    """Who should have found it, what was recorded, what is concluded 责任倒查."""

    hazard = models.ForeignKey(
        Hazard, on_delete=models.CASCADE, related_name="trace_backs", verbose_name=_("hazard")
    )
    trigger = models.CharField(_("opened because"), max_length=20, choices=TraceTrigger.choices)
    incident_id = models.BigIntegerField(_("incident"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=TraceState.choices, default=TraceState.OPEN
    )
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.CharField(_("opened by"), max_length=100)
    duties = models.JSONField(_("who should have found it"), default=list)
    records = models.JSONField(_("checks on record"), default=list)
    conclusion = models.TextField(_("conclusion"), blank=True)
    measures = models.TextField(_("measures against those responsible"), blank=True)
    concluded_at = models.DateTimeField(_("concluded at"), null=True, blank=True)
    concluded_by = models.CharField(_("concluded by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("accountability trace-back")
        verbose_name_plural = _("accountability trace-backs")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hazard", "trigger"], name="trace_back_once")
        ]

    def __str__(self) -> str:
        return f"{self.hazard.number} · {self.get_trigger_display()}"

    def get_absolute_url(self) -> str:
        """The page of the trace-back."""
        return reverse("hazards:trace_back", args=[self.pk])
