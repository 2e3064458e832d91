"""What is planned, asked for, handed over and disputed while a hazard is open."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.supervision.hazards.choices import RequestState, TransferState
from anlan.supervision.hazards.models.hazard import Hazard


class RectificationPlan(TimeStamped):
    """The five fixes 五落实: responsibility, measures, funds, time, contingency plan."""

    hazard = models.OneToOneField(
        Hazard, on_delete=models.CASCADE, related_name="plan", verbose_name=_("hazard")
    )
    responsibility = models.TextField(_("responsibility fixed"), blank=True)
    measures = models.TextField(_("measures fixed"), blank=True)
    funds_yuan = models.DecimalField(
        _("funds fixed, yuan"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    time_limit = models.TextField(_("time fixed"), blank=True)
    contingency = models.TextField(_("contingency plan fixed"), blank=True)
    written_by = models.CharField(_("written by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("rectification plan")
        verbose_name_plural = _("rectification plans")

    def __str__(self) -> str:
        return self.hazard.number

    def missing(self) -> list[str]:
        """Return the names of the fixes that are not written yet."""
        return [
            name
            for name in ("responsibility", "measures", "funds_yuan", "time_limit", "contingency")
            if getattr(self, name) in ("", None)
        ]


class ExtensionRequest(TimeStamped):
    """The enterprise asks for more time; the supervising office decides."""

    hazard = models.ForeignKey(
        Hazard, on_delete=models.CASCADE, related_name="extensions", verbose_name=_("hazard")
    )
    former_due_at = models.DateTimeField(_("former due time"))
    wanted_due_at = models.DateTimeField(_("wanted due time"))
    reason = models.TextField(_("reason"))
    measures = models.TextField(_("safety measures meanwhile"))
    state = models.CharField(
        _("state"), max_length=20, choices=RequestState.choices, default=RequestState.PENDING
    )
    requested_by_id = models.CharField(_("asked by, account"), max_length=64)
    requested_by = models.CharField(_("asked by"), max_length=100)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    decision = models.TextField(_("decision"), blank=True)

    class Meta:
        verbose_name = _("extension request")
        verbose_name_plural = _("extension requests")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hazard"],
                condition=Q(state="pending"),
                name="extension_one_pending_per_hazard",
            ),
            models.CheckConstraint(
                condition=Q(wanted_due_at__gt=models.F("former_due_at")),
                name="extension_is_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard.number} → {self.wanted_due_at:%Y-%m-%d}"


class HazardTransfer(TimeStamped):
    """A hazard handed over to another department or township, taken or given back."""

    hazard = models.ForeignKey(
        Hazard, on_delete=models.CASCADE, related_name="transfers", verbose_name=_("hazard")
    )
    from_organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("handed over by"),
    )
    to_organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("handed over to"),
    )
    reason = models.TextField(_("reason"))
    state = models.CharField(
        _("state"), max_length=20, choices=TransferState.choices, default=TransferState.OFFERED
    )
    offered_by_id = models.CharField(_("offered by, account"), max_length=64)
    offered_by = models.CharField(_("offered by"), max_length=100)
    offered_at = models.DateTimeField(_("offered at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=100, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("hand-over of a hazard")
        verbose_name_plural = _("hand-overs of hazards")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hazard"],
                condition=Q(state="offered"),
                name="transfer_one_offered_per_hazard",
            )
        ]
        # What waits for an office to take it.
        indexes: ClassVar = [models.Index(fields=["to_organisation", "state"])]

    def __str__(self) -> str:
        return f"{self.hazard.number} → {self.to_organisation}"

    def get_absolute_url(self) -> str:
        """The page of the hand-over."""
        return reverse("hazards:transfer", args=[self.pk])


class HazardDispute(TimeStamped):
    """The enterprise says it is no hazard, or not its own; the bureau decides."""

    hazard = models.ForeignKey(
        Hazard, on_delete=models.CASCADE, related_name="disputes", verbose_name=_("hazard")
    )
    ground = models.TextField(_("ground of the objection"))
    state = models.CharField(
        _("state"), max_length=20, choices=RequestState.choices, default=RequestState.PENDING
    )
    raised_by = models.CharField(pgettext_lazy("dispute", "raised by"), max_length=100)
    raised_at = models.DateTimeField(pgettext_lazy("dispute", "raised at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    decision = models.TextField(_("decision"), blank=True)

    class Meta:
        verbose_name = _("hazard dispute")
        verbose_name_plural = _("hazard disputes")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hazard"],
                condition=Q(state="pending"),
                name="dispute_one_pending_per_hazard",
            )
        ]

    def __str__(self) -> str:
        return self.hazard.number
