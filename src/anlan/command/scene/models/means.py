"""Means of communication 通信保障装备: satellite phones, radios, terminals, vehicles, UAVs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.scene.choices import MeansKind, MeansState
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class CommunicationMeans(TimeStamped):
    """One set, terminal or vehicle: whose it is, how it is reached, when it was last tried."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=MeansKind.choices)
    name = models.CharField(_("name"), max_length=100)
    number = models.CharField(_("call number or frequency"), max_length=60, blank=True)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    team = models.ForeignKey(
        "teams.Team",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="communication_means",
        verbose_name=_("team"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=MeansState.choices, default=MeansState.READY
    )
    checked_on = models.DateField(_("last tried on"), null=True, blank=True)
    check_every_days = models.PositiveSmallIntegerField(_("to be tried every (days)"), default=30)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("means of communication")
        verbose_name_plural = pgettext_lazy("list", "means of communication")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("scene:means", args=[self.pk])

    @property
    def due_on(self) -> date:
        """The day by which it must be tried; one never tried is due today."""
        if self.checked_on is None:
            return clock.today()
        return self.checked_on + timedelta(days=self.check_every_days)

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been tried by now."""
        return self.checked_on is None or self.due_on < clock.today()


class MeansCheck(models.Model):
    """Somebody tried a means of communication. Never changed."""

    means = models.ForeignKey(
        CommunicationMeans,
        on_delete=models.CASCADE,
        related_name="checks",
        verbose_name=_("means of communication"),
    )
    state = models.CharField(_("state found"), max_length=10, choices=MeansState.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    actor_name = models.CharField(_("tried by"), max_length=100)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("check of a means of communication")
        verbose_name_plural = _("checks of means of communication")
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.means} {self.get_state_display()}"
