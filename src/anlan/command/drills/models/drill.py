"""A drill 演练: planned, played on a clock with the engine itself, assessed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.drills.choices import (
    ALIVE,
    DRILL_TONES,
    DrillKind,
    DrillState,
    Part,
    Verdict,
)
from anlan.command.drills.clockwork import Clockwork
from anlan.command.drills.models.scenario import Expectation, Scenario, Script
from anlan.kernel.models import TimeStamped
from anlan.kernel.rehearsal import register_root


class Drill(TimeStamped):
    """One drill of a county, township or enterprise.

    Its incident is marked as a drill; everything that hangs on it follows. What happened with its
    clock (begun, paused, moved forward) is kept as marks, so that every moment has its drill time.
    """

    number = models.CharField(_("number"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=DrillKind.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=DrillState.choices, default=DrillState.PLANNED
    )
    scenario = models.ForeignKey(
        Scenario, on_delete=models.PROTECT, related_name="drills", verbose_name=_("drill scenario")
    )
    plan = models.ForeignKey(
        "plans.Plan",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("emergency plan"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organised by"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    aims = models.TextField(_("aims"), blank=True)
    planned_at = models.DateTimeField(_("planned for"))
    started_at = models.DateTimeField(_("began at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    marks = models.JSONField(_("marks of the clock"), default=list, editable=False)
    incident = models.OneToOneField(
        "incidents.Incident",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="drill",
        verbose_name=_("incident of the drill"),
    )
    is_drill = models.BooleanField(_("is a drill"), default=True, editable=False)
    stop_reason = models.CharField(_("why it was stopped"), max_length=300, blank=True)
    score = models.DecimalField(_("score"), max_digits=4, decimal_places=1, null=True, blank=True)
    grade_word = models.CharField(_("result in words"), max_length=20, blank=True)
    conclusion = models.TextField(_("overall judgement"), blank=True)
    planned_by_id = models.CharField(_("planned by (id)"), max_length=64)
    planned_by = models.CharField(pgettext_lazy("drill", "planned by"), max_length=100)

    class Meta:
        verbose_name = _("drill")
        verbose_name_plural = _("drills")
        ordering: ClassVar = ["-planned_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(is_drill=True), name="drill_is_a_drill"),
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "cancelled"])
                | models.Q(incident__isnull=False, started_at__isnull=False),
                name="drill_started_has_incident",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-planned_at"], name="drill_planned"),
            models.Index(fields=["region", "-planned_at"], name="drill_region"),
            # What the clock looks at every few seconds.
            models.Index(
                fields=["state"], condition=models.Q(state="running"), name="drill_running"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the drill."""
        return reverse("drills:drill", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return DRILL_TONES[DrillState(self.state)]

    @property
    def is_alive(self) -> bool:
        """Whether it has begun and is not over."""
        return self.state in ALIVE

    @property
    def is_secret(self) -> bool:
        """Whether only the directing staff may know of it now."""
        return self.kind == DrillKind.DOUBLE_BLIND and self.state in (
            DrillState.PLANNED,
            DrillState.CANCELLED,
        )

    @property
    def clock(self) -> Clockwork:
        """Its clock."""
        return Clockwork.from_json(self.marks)

    def moment_of(self, minute: int) -> datetime | None:
        """When the clock, if nobody touches it, shows this minute; None while it stands."""
        return self.clock.moment_of(minute * 60.0)


register_root("drills.Drill", "is_drill")


class DrillParticipant(models.Model):
    """Somebody who takes part, and as what."""

    drill = models.ForeignKey(
        Drill, on_delete=models.CASCADE, related_name="participants", verbose_name=_("drill")
    )
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit"),
    )
    part = models.CharField(_("part"), max_length=20, choices=Part.choices, default=Part.PLAYER)
    plays = models.CharField(
        _("plays"), max_length=100, blank=True, help_text=_("group or post whose news it gets")
    )

    class Meta:
        verbose_name = _("participant of a drill")
        verbose_name_plural = _("participants of a drill")
        ordering: ClassVar = ["drill_id", "part", "organisation_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["drill", "person"], name="drill_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}"

    def get_absolute_url(self) -> str:
        """The page of the drill."""
        return reverse("drills:drill", args=[self.drill_id])


class DrillInject(Script):
    """A piece of news of one drill, delivered on its clock."""

    drill = models.ForeignKey(
        Drill, on_delete=models.CASCADE, related_name="injects", verbose_name=_("drill")
    )
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    receivers = models.ManyToManyField(
        DrillParticipant, related_name="injects", blank=True, verbose_name=_("delivered to")
    )

    class Meta:
        verbose_name = _("inject")
        verbose_name_plural = _("injects")
        ordering: ClassVar = ["minute", "id"]
        indexes: ClassVar = [models.Index(fields=["drill", "minute"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The participant's page with it."""
        return f"{reverse('drills:play', args=[self.drill_id])}#inject-{self.pk}"


class InjectAnswer(models.Model):
    """What a participant answered to an inject. Never changed."""

    inject = models.ForeignKey(
        DrillInject, on_delete=models.CASCADE, related_name="answers", verbose_name=_("inject")
    )
    participant = models.ForeignKey(
        DrillParticipant,
        on_delete=models.PROTECT,
        related_name="answers",
        verbose_name=_("participant of a drill"),
    )
    text = models.TextField(_("answer"))
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("answer to an inject")
        verbose_name_plural = _("answers to injects")
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:80]


class DrillAction(Expectation):
    """An expected action of one drill with what was found: done, when, by whom, what it is worth.

    ``reasons`` explains the points in words; ``verdict`` is an evaluator's and goes before what
    the records tell.
    """

    drill = models.ForeignKey(
        Drill, on_delete=models.CASCADE, related_name="actions", verbose_name=_("drill")
    )
    inject = models.ForeignKey(
        DrillInject,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("counted from the inject"),
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.CharField(_("done by"), max_length=100, blank=True)
    after_s = models.FloatField(_("seconds taken"), null=True, blank=True)
    share = models.DecimalField(
        _("share of the points"), max_digits=4, decimal_places=3, null=True, blank=True
    )
    verdict = models.CharField(
        _("judged by the evaluator"), max_length=10, choices=Verdict.choices, blank=True
    )
    reasons = models.CharField(_("why"), max_length=300, blank=True)
    record_url = models.CharField(_("record"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("expected action")
        verbose_name_plural = _("expected actions")
        ordering: ClassVar = ["inject__minute", "id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The assessment of its drill."""
        return reverse("drills:assessment", args=[self.drill_id])

    @property
    def earned(self) -> float | None:
        """The points it earned; None when it was never asked for."""
        return None if self.share is None else round(float(self.share) * self.points, 1)
