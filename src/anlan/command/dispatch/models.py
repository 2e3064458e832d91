"""Dispatches 指挥调度: a team sent to an incident, from the order to standing down."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.dispatch.choices import BOUND, COMING, DispatchState
from anlan.command.dispatch.constants import OFF_ROUTE_M
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class Dispatch(TimeStamped):
    """The order of one team to one incident, with the moments of its way."""

    incident = models.ForeignKey(
        "incidents.Incident",
        on_delete=models.PROTECT,
        related_name="dispatches",
        verbose_name=_("incident"),
    )
    team = models.ForeignKey(
        "teams.Team",
        on_delete=models.PROTECT,
        related_name="dispatches",
        verbose_name=_("team"),
    )
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    destination = models.PointField(_("destination"), srid=4326, null=True, blank=True)
    order_text = models.TextField(_("order to the team"))
    people = models.PositiveIntegerField(_("people sent"), default=0)
    state = models.CharField(
        _("state"), max_length=20, choices=DispatchState.choices, default=DispatchState.ASSIGNED
    )
    distance_m = models.FloatField(_("road distance (estimate)"), null=True, blank=True)
    travel_s = models.FloatField(_("travel time (estimate)"), null=True, blank=True)
    turnout_s = models.FloatField(_("time to turn out"), default=0)
    route = models.LineStringField(_("planned way"), srid=4326, null=True, blank=True)
    route_steps = models.JSONField(
        _("roads of the planned way"), default=list, blank=True, help_text=_("name, length in m")
    )
    off_route_m = models.FloatField(
        _("distance from the planned way"), null=True, blank=True, help_text="m"
    )
    eta_at = models.DateTimeField(_("expected arrival"), null=True, blank=True)
    assigned_at = models.DateTimeField(_("ordered at"))
    assigned_by = models.CharField(_("ordered by"), max_length=100)
    assigned_by_person_id = models.BigIntegerField(_("ordered by (person)"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    departed_at = models.DateTimeField(_("departed at"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    working_at = models.DateTimeField(_("at work since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    end_reason = models.TextField(_("reason"), blank=True)
    position = models.PointField(_("last position"), srid=4326, null=True, blank=True)
    position_at = models.DateTimeField(_("position at"), null=True, blank=True)

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering: ClassVar = ["-assigned_at", "-id"]
        constraints: ClassVar = [
            # A team is bound to one incident at a time, whoever presses first.
            models.UniqueConstraint(
                fields=["team"],
                condition=models.Q(state__in=[str(s) for s in BOUND]),
                name="dispatch_team_bound_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["incident", "state"]),
            models.Index(fields=["region", "-assigned_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.team} → {self.incident}"

    def get_absolute_url(self) -> str:
        """The page of the dispatch."""
        return reverse("dispatch:detail", args=[self.pk])

    @property
    def is_bound(self) -> bool:
        """Whether the team is still bound to the incident."""
        return self.state in BOUND

    @property
    def is_coming(self) -> bool:
        """Whether the team has not arrived yet."""
        return self.state in COMING

    @property
    def is_late(self) -> bool:
        """Whether the team should have arrived by now."""
        return self.is_coming and self.eta_at is not None and self.eta_at < clock.now()

    @property
    def is_off_route(self) -> bool:
        """Whether the team is on the road, but not on the way that was planned."""
        return (
            self.state == DispatchState.DEPARTED
            and self.off_route_m is not None
            and self.off_route_m > OFF_ROUTE_M
        )

    def eta_from(self, start: datetime, *, with_turnout: bool) -> datetime | None:
        """Return the expected arrival when the way (or the turning out) begins at ``start``."""
        if self.travel_s is None:
            return None
        seconds = self.travel_s + (self.turnout_s if with_turnout else 0)
        return start + timedelta(seconds=seconds)


class DispatchPosition(models.Model):
    """Where the team was at a moment, as its phone told."""

    dispatch = models.ForeignKey(
        Dispatch, on_delete=models.CASCADE, related_name="positions", verbose_name=_("dispatch")
    )
    at = models.DateTimeField(_("time"))
    location = models.PointField(_("position"), srid=4326)
    accuracy_m = models.FloatField(_("accuracy in m"), null=True, blank=True)

    class Meta:
        verbose_name = _("position of a team")
        verbose_name_plural = _("positions of teams")
        ordering: ClassVar = ["dispatch_id", "at"]
        constraints: ClassVar = [
            # A phone that repeats a report after a lost connection adds nothing.
            models.UniqueConstraint(fields=["dispatch", "at"], name="dispatch_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.dispatch_id} {self.at:%H:%M:%S}"


class DispatchReport(models.Model):
    """What a team reported from the scene. Never changed."""

    dispatch = models.ForeignKey(
        Dispatch, on_delete=models.CASCADE, related_name="reports", verbose_name=_("dispatch")
    )
    text = models.TextField(_("text"))
    location = models.PointField(_("position"), srid=4326, null=True, blank=True)
    attachment_ids = ArrayField(
        models.BigIntegerField(), verbose_name=_("photos"), default=list, blank=True
    )
    actor_id = models.CharField(_("actor"), max_length=64)
    actor_name = models.CharField(pgettext_lazy("feedback", "reported by"), max_length=100)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("report from the scene")
        verbose_name_plural = _("reports from the scene")
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text[:80]
