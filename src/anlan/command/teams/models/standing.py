"""Teams before the event: ordered to stand by where the danger is, and trained together."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.teams.choices import StandByState, TrainingKind
from anlan.command.teams.models.team import Team
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class StandBy(TimeStamped):
    """An order 前置备勤: a team waits at a place because of a danger; from there it is sent."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="stand_bys", verbose_name=_("team")
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("township")
    )
    location = models.PointField(_("place of stand-by"), srid=4326)
    place = models.CharField(_("place in words"), max_length=200)
    starts_at = models.DateTimeField(_("stand-by from"))
    ends_at = models.DateTimeField(_("stand-by until"))
    why = models.CharField(_("why"), max_length=500)
    level = models.PositiveSmallIntegerField(_("level of the danger"), null=True, blank=True)
    danger_url = models.CharField(_("danger it answers"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=StandByState.choices, default=StandByState.ORDERED
    )
    ordered_by = models.CharField(_("ordered by"), max_length=100)
    arrived_at = models.DateTimeField(_("on the spot since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("stand-by order")
        verbose_name_plural = _("stand-by orders")
        ordering: ClassVar = ["-starts_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="stand_by_times_in_order",
            ),
            # A team waits at one place; of two orders at once one wins.
            models.UniqueConstraint(
                fields=["team"],
                condition=~models.Q(state="ended"),
                name="stand_by_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.place}"

    def get_absolute_url(self) -> str:
        """The page of the order."""
        return reverse("teams:stand_by", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether its time has passed without anybody ending it."""
        return self.state != StandByState.ENDED and self.ends_at <= clock.now()


class JointTraining(TimeStamped):
    """A training or drill that several teams did together, and what came of it."""

    kind = models.CharField(_("kind"), max_length=20, choices=TrainingKind.choices)
    held_on = models.DateField(_("held on"))
    subject = models.CharField(pgettext_lazy("training", "subject"), max_length=200)
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    teams = models.ManyToManyField(Team, related_name="trainings", verbose_name=_("teams"))
    result = models.TextField(pgettext_lazy("training", "result"))

    class Meta:
        verbose_name = _("joint training")
        verbose_name_plural = _("joint trainings")
        ordering: ClassVar = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """The page of the training."""
        return reverse("teams:training", args=[self.pk])
