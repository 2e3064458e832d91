"""Runs 考核: a scheme applied to its units over a period, from opening to the final ranking."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.assessment.choices import RUN_TONES, RunKind, RunState
from anlan.governance.assessment.models.scheme import Scheme
from anlan.kernel.models import TimeStamped


class Run(TimeStamped):
    """One monthly review, half-year check or annual assessment."""

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, related_name="runs", verbose_name=_("scoring scheme")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RunKind.choices)
    name = models.CharField(_("name"), max_length=200)
    since = models.DateField(pgettext_lazy("assessment", "from"))
    until = models.DateField(pgettext_lazy("assessment", "until"))
    state = models.CharField(
        _("state"), max_length=20, choices=RunState.choices, default=RunState.OPEN
    )
    hand_in_until = models.DateField(_("hand in until"))
    appeal_until = models.DateField(_("appeals until"), null=True, blank=True)
    previous = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="following",
        verbose_name=_("compared with"),
    )
    opened_by = models.CharField(pgettext_lazy("assessment", "opened by"), max_length=100)
    computed_at = models.DateTimeField(_("figures taken at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering: ClassVar = ["-until", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="assessment_period_forward"
            ),
            models.UniqueConstraint(
                fields=["scheme", "kind", "since"],
                condition=~Q(state="cancelled"),
                name="assessment_once_a_period",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The ranking and the steps."""
        return reverse("assessment:run", args=[self.pk])

    @property
    def tone(self) -> str:
        """Tone of the badge."""
        return RUN_TONES[self.state]

    @property
    def is_final(self) -> bool:
        """Whether nothing of it changes any more."""
        return self.state in (RunState.CONFIRMED, RunState.CANCELLED)

    @property
    def is_shown_to_units(self) -> bool:
        """Whether a unit sees its points."""
        return self.state in (RunState.PUBLISHED, RunState.CONFIRMED)
