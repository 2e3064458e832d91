"""Reviews of rules 规则复核: too many false alarms, and what would have kept them away."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.monitoring.alarms.choices import REVIEW_TONES, ReviewState


class RuleReview(TimeStamped):
    """A rule raised too many false alarms: its owner decides on what is proposed.

    ``proposal`` names fields of the rule with new values; adopting it drafts a version, which is
    tested on history like any other.
    """

    rule = models.ForeignKey(
        "alarms.AlarmRule",
        on_delete=models.CASCADE,
        related_name="reviews",
        verbose_name=_("alarm rule"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ReviewState.choices, default=ReviewState.OPEN
    )
    owner = models.ForeignKey(
        "organisations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner of the rule"),
    )
    raised = models.PositiveIntegerField(_("alarms raised"))
    false = models.PositiveIntegerField(_("of these false"))
    since = models.DateTimeField(_("counted since"))
    proposal = models.JSONField(_("proposed change"), default=dict)
    evidence = models.TextField(_("evidence"), blank=True)
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    draft = models.ForeignKey(
        "alarms.AlarmRule",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("drafted version"),
    )

    class Meta:
        verbose_name = _("rule review")
        verbose_name_plural = _("rule reviews")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule"], condition=models.Q(state="open"), name="review_one_open"
            )
        ]

    def __str__(self) -> str:
        return str(self.rule)

    def get_absolute_url(self) -> str:
        """The review's page."""
        return reverse("alarms:review", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return REVIEW_TONES[ReviewState(self.state)]

    @property
    def share(self) -> float:
        """Share of false alarms."""
        return self.false / self.raised if self.raised else 0.0
