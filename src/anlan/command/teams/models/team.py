"""Rescue forces 救援队伍: who can be sent, with what, how fast."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.teams.choices import Capability, Readiness, TeamKind
from anlan.command.teams.constants import DEFAULT_SPEED_KMH, DEFAULT_TURNOUT_MINUTES
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class TeamQuerySet(models.QuerySet["Team"]):
    """Teams by what a commander asks for."""

    def active(self) -> TeamQuerySet:
        """Return the teams that exist today."""
        return self.filter(is_active=True)

    def with_any(self, capabilities: list[str]) -> TeamQuerySet:
        """Return the teams with at least one of the capabilities (all teams for none)."""
        return self.filter(capabilities__overlap=capabilities) if capabilities else self


class Team(TimeStamped):
    """A rescue team: fire brigade, hazardous chemical team, village team, volunteers, hospital."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=TeamKind.choices)
    capabilities = ArrayField(
        models.CharField(max_length=40, choices=Capability.choices),
        verbose_name=_("capabilities"),
        default=list,
    )
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("belongs to"),
    )
    leader = models.ForeignKey(
        "organisations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="led_teams",
        verbose_name=_("team leader"),
    )
    location = models.PointField(_("base of the team"), srid=4326)
    address = models.CharField(_("address"), max_length=200, blank=True)
    member_count = models.PositiveIntegerField(_("members"), default=0)
    vehicle_count = models.PositiveIntegerField(_("vehicles"), default=0)
    speed_kmh = models.FloatField(_("mean speed in km/h"), default=DEFAULT_SPEED_KMH)
    turnout_minutes = models.PositiveSmallIntegerField(
        _("minutes to turn out"), default=DEFAULT_TURNOUT_MINUTES
    )
    duty_phone = models.CharField(_("duty phone"), max_length=30, blank=True)
    readiness = models.CharField(
        _("readiness"), max_length=20, choices=Readiness.choices, default=Readiness.READY
    )
    readiness_note = models.CharField(_("note on readiness"), max_length=200, blank=True)
    readiness_at = models.DateTimeField(_("readiness since"), default=clock.now)
    is_active = models.BooleanField(_("is active"), default=True)

    objects: ClassVar[Any] = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("rescue team")
        verbose_name_plural = _("rescue teams")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(speed_kmh__gt=0), name="team_speed_positive")
        ]
        indexes: ClassVar = [
            GinIndex(fields=["capabilities"], name="team_capabilities"),
            # The list by readiness within an area.
            models.Index(fields=["region", "readiness"], name="team_region_readiness"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the team."""
        return reverse("teams:detail", args=[self.pk])

    @property
    def capability_labels(self) -> list[str]:
        """The capabilities in words."""
        words = dict(Capability.choices)
        return [str(words.get(code, code)) for code in self.capabilities]


class TeamMember(TimeStamped):
    """A member of a team with his post; who left stays on record, not active."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="members", verbose_name=_("team")
    )
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=50)
    post = models.CharField(_("post"), max_length=50, blank=True)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering: ClassVar = ["team_id", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the member."""
        return reverse("teams:member", args=[self.pk])


class TeamEquipment(TimeStamped):
    """Equipment a team brings along, when it was checked and when it must be checked again."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="equipment", verbose_name=_("team")
    )
    code = models.CharField(_("code"), max_length=50, blank=True)
    name = models.CharField(_("name"), max_length=100)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    is_usable = models.BooleanField(_("is usable"), default=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    check_due_on = models.DateField(_("next check due on"), null=True, blank=True)

    class Meta:
        verbose_name = _("team equipment")
        verbose_name_plural = _("team equipment")
        ordering: ClassVar = ["team_id", "id"]

    def __str__(self) -> str:
        return f"{self.name} × {self.quantity}"


class TeamCertificate(TimeStamped):
    """A certificate of a member 救援职业资格; a newer one of the same kind replaces it."""

    member = models.ForeignKey(
        TeamMember, on_delete=models.CASCADE, related_name="certificates", verbose_name=_("member")
    )
    kind = models.CharField(_("kind of certificate"), max_length=100)
    number = models.CharField(_("certificate number"), max_length=100, blank=True)
    valid_until = models.DateField(_("certificate valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("rescuer's certificate")
        verbose_name_plural = _("rescuers' certificates")
        ordering: ClassVar = ["member_id", "kind", "-valid_until"]

    def __str__(self) -> str:
        return self.kind


class TeamInsurance(TimeStamped):
    """A policy of accident insurance for the people of a team 人身意外伤害保险."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="insurances", verbose_name=_("team")
    )
    insurer = models.CharField(_("insurer"), max_length=100)
    policy_number = models.CharField(_("policy number"), max_length=100)
    people = models.PositiveIntegerField(_("people insured"))
    sum_insured = models.DecimalField(
        _("sum insured for each person in yuan"), max_digits=12, decimal_places=2
    )
    valid_from = models.DateField(_("insured from"))
    valid_until = models.DateField(_("insured until"))

    class Meta:
        verbose_name = _("accident insurance of a team")
        verbose_name_plural = _("accident insurances of teams")
        ordering: ClassVar = ["team_id", "-valid_until"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                name="team_insurance_days_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.insurer} {self.policy_number}"
