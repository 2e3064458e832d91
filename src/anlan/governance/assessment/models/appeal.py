"""Appeals 申诉: a unit does not agree with the points of an item."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.governance.assessment.choices import APPEAL_TONES, AppealState
from anlan.governance.assessment.models.result import ItemResult
from anlan.governance.assessment.models.scheme import points_field
from anlan.kernel.models import TimeStamped


class Appeal(TimeStamped):
    """Filed before the day, with evidence; decided by others than who marked."""

    item_result = models.ForeignKey(
        ItemResult, on_delete=models.CASCADE, related_name="appeals", verbose_name=_("item result")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=AppealState.choices, default=AppealState.FILED
    )
    text = models.TextField(_("what is wrong"))
    wanted_points = points_field(_("points asked for"), null=True, blank=True)
    filed_by_id = models.CharField(_("filed by, account"), max_length=64)
    filed_by = models.CharField(_("filed by"), max_length=100)
    filed_at = models.DateTimeField(_("filed at"))
    points_before = points_field(_("points before"), null=True, blank=True)
    points_after = points_field(_("points after"), null=True, blank=True)
    decision = models.TextField(_("words of the decision"), blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("assessment appeal")
        verbose_name_plural = _("assessment appeals")
        ordering: ClassVar = ["-filed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item_result"], condition=Q(state="filed"), name="appeal_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_result.result.who} · {self.item_result.item.name}"

    def get_absolute_url(self) -> str:
        """The appeal with its evidence and decision."""
        return reverse("assessment:appeal", args=[self.pk])

    @property
    def tone(self) -> str:
        """Tone of the badge."""
        return APPEAL_TONES[self.state]
