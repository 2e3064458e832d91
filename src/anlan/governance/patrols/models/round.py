"""Programmes of coverage, rounds of patrols and their teams 巡查规划、巡查轮次、巡查组."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.patrols.choices import (
    ROUND_TONES,
    MemberRole,
    PatrolField,
    RoundState,
    UnitKind,
)
from anlan.kernel.models import TimeStamped


class Programme(TimeStamped):
    """What is to be covered over several rounds, such as every township within “十四五”."""

    name = models.CharField(_("name"), max_length=200)
    office = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("patrol", "office in charge"),
    )
    starts_on = models.DateField(pgettext_lazy("period", "first day"))
    ends_on = models.DateField(pgettext_lazy("period", "last day"))
    basis = models.CharField(pgettext_lazy("patrol", "basis"), max_length=300)

    class Meta:
        verbose_name = _("coverage programme")
        verbose_name_plural = _("coverage programmes")
        ordering: ClassVar = ["-ends_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="patrol_programme_days"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page of coverage."""
        return reverse("patrols:programme", args=[self.pk])


class CoverageTarget(TimeStamped):
    """How much of one kind of unit a programme must reach; without a target it is only counted."""

    programme = models.ForeignKey(
        Programme,
        on_delete=models.CASCADE,
        related_name="targets",
        verbose_name=_("coverage programme"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind.choices)
    percent = models.PositiveSmallIntegerField(pgettext_lazy("patrol", "share to be visited"))

    class Meta:
        verbose_name = _("coverage target")
        verbose_name_plural = _("coverage targets")
        ordering: ClassVar = ["programme_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "kind"], name="patrol_target_once"),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100), name="patrol_target_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.percent}%"

    def get_absolute_url(self) -> str:
        """The programme it belongs to."""
        return self.programme.get_absolute_url()


class Round(TimeStamped):
    """One round of patrols: title, basis, days, the units to be visited."""

    title = models.CharField(_("title"), max_length=200)
    field = models.CharField(
        pgettext_lazy("patrol", "field"), max_length=20, choices=PatrolField.choices
    )
    programme = models.ForeignKey(
        Programme,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rounds",
        verbose_name=pgettext_lazy("patrol", "counts for"),
    )
    office = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("patrol", "office in charge"),
    )
    basis = models.CharField(pgettext_lazy("patrol", "basis"), max_length=300)
    starts_on = models.DateField(pgettext_lazy("period", "first day"))
    ends_on = models.DateField(pgettext_lazy("period", "last day"))
    state = models.CharField(
        _("state"), max_length=20, choices=RoundState.choices, default=RoundState.DRAFT
    )
    remark = models.TextField(_("remark"), blank=True)
    started_at = models.DateTimeField(
        pgettext_lazy("patrol round", "started at"), null=True, blank=True
    )
    closed_at = models.DateTimeField(
        pgettext_lazy("patrol round", "finished at"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("patrol round")
        verbose_name_plural = _("patrol rounds")
        ordering: ClassVar = ["-starts_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="patrol_round_days"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the round."""
        return reverse("patrols:round", args=[self.pk])

    @property
    def tone(self) -> str:
        """Tone of the state badge."""
        return ROUND_TONES.get(self.state, "neutral")


class Team(TimeStamped):
    """A patrol team of one round; a county leader or head of a department leads it."""

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="teams", verbose_name=_("patrol round")
    )
    name = models.CharField(_("name"), max_length=100)
    leader = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("patrol team", "leader"),
    )

    class Meta:
        verbose_name = _("patrol team")
        verbose_name_plural = _("patrol teams")
        ordering: ClassVar = ["round_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "name"], name="patrol_team_name_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The round it belongs to."""
        return self.round.get_absolute_url()


class TeamMember(TimeStamped):
    """Somebody of a department in a team, or an expert from outside by name."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="members", verbose_name=_("patrol team")
    )
    role = models.CharField(
        pgettext_lazy("patrol team", "role"), max_length=20, choices=MemberRole.choices
    )
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("member of a patrol team")
        verbose_name_plural = _("members of patrol teams")
        ordering: ClassVar = ["team_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "person"],
                condition=Q(person__isnull=False),
                name="patrol_member_once",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, name="") | (Q(person__isnull=True) & ~Q(name="")),
                name="patrol_member_is_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person_id else self.name

    def get_absolute_url(self) -> str:
        """The round of the team."""
        return self.team.get_absolute_url()
