"""The daily risk judgement and commitment 安全风险研判与承诺公告, and the link of its screen."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.supervision.installations.choices import OPERATIONS, CommitmentState

LEVELS = (
    (1, pgettext_lazy("risk judgement", "major risk")),
    (2, pgettext_lazy("risk judgement", "larger risk")),
    (3, pgettext_lazy("risk judgement", "general risk")),
    (4, pgettext_lazy("risk judgement", "low risk")),
)


class Commitment(TimeStamped):
    """What one enterprise judged and promised on one day. Signed, it is announced as it stands."""

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    on = models.DateField(_("day"))
    state = models.CharField(
        _("state"), max_length=10, choices=CommitmentState.choices, default=CommitmentState.DRAFT
    )
    running = models.PositiveSmallIntegerField(_("units running"), default=0)
    stopped = models.PositiveSmallIntegerField(_("units stopped"), default=0)
    maintenance = models.PositiveSmallIntegerField(_("units under repair"), default=0)
    trial = models.PositiveSmallIntegerField(_("units in trial production"), default=0)
    starting = models.PositiveSmallIntegerField(_("units starting or stopping"), default=0)
    tank_areas = models.PositiveSmallIntegerField(_("tank areas and stores in use"), default=0)
    #: {operation: number}, codes of ``choices.OPERATIONS``; absent is none.
    operations = models.JSONField(_("special operations"), default=dict, blank=True)
    contractors = models.PositiveSmallIntegerField(_("contractors on site"), default=0)
    contractor_people = models.PositiveIntegerField(_("people of contractors"), default=0)
    #: [{"workshop": text, "level": 1..4, "text": text, "person": name}], from workshop to plant.
    judgements = models.JSONField(_("judgements of the workshops"), default=list, blank=True)
    level = models.PositiveSmallIntegerField(_("judgement of the plant"), choices=LEVELS, default=4)
    measures = models.TextField(_("main risks and measures"), blank=True)
    statement = models.TextField(_("commitment"), blank=True)
    signed_by = models.CharField(_("signed by"), max_length=100, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    is_late = models.BooleanField(_("is late"), default=False)
    copied_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("copied from"),
    )

    class Meta:
        verbose_name = _("daily commitment")
        verbose_name_plural = _("daily commitments")
        ordering: ClassVar = ["-on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "on"], name="commitment_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(level__range=(1, 4)), name="commitment_level_range"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(signed_at__isnull=False),
                name="commitment_signed_has_time",
            ),
        ]
        # Who is missing on a day.
        indexes: ClassVar = [models.Index(fields=["on", "state"], name="commitment_by_day")]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.on}"

    def get_absolute_url(self) -> str:
        """The commitment."""
        from django.urls import reverse

        return reverse("installations:commitment", args=[self.pk])

    def operation_rows(self) -> list[dict[str, Any]]:
        """Every kind of special operation with its number."""
        return [
            {"code": code, "label": label, "count": int(self.operations.get(code, 0))}
            for code, label in OPERATIONS
        ]

    @property
    def operations_total(self) -> int:
        """All special operations of the day."""
        return sum(int(n) for n in self.operations.values())


def new_token() -> str:
    """A key that cannot be guessed."""
    return secrets.token_urlsafe(24)


class ScreenLink(models.Model):
    """The address of the display at the gate: it shows the announcement of today, nothing else."""

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    token = models.CharField(_("key"), max_length=64, unique=True, default=new_token)
    label = models.CharField(_("where it hangs"), max_length=100, blank=True)
    created_by = models.CharField(_("made by"), max_length=100)
    created_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("screen link")
        verbose_name_plural = _("screen links")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.label or str(self.enterprise)
