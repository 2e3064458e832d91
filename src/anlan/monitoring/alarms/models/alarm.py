"""Alarms 报警: that a point shows danger, at which level, and who deals with it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.gis.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.monitoring.alarms.choices import (
    ALARM_TONES,
    NEXT_STEP,
    ON_DESK,
    UNFINISHED,
    AlarmState,
    FalseAlarmCause,
    HandlingStep,
    Level,
    StepKind,
)
from anlan.monitoring.alarms.constants import RULES_SOURCE


class Alarm(TimeStamped):
    """Something shows danger: a point, a device, an enterprise or an area.

    ``source`` names who raised it (the rules over readings, or another app), ``source_key`` the
    thing there: what the same source says of the same thing joins the unfinished alarm, its level
    rises, its history tells. Region, enterprise and place are copied so that lists need no join.
    """

    source = models.CharField(
        _("raised by"), max_length=40, default=RULES_SOURCE, help_text=_("rules, or another app")
    )
    source_key = models.CharField(
        _("key at the source"), max_length=200, help_text=_("what the source calls the thing")
    )
    point = models.ForeignKey(
        "devices.Point",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="alarms",
        verbose_name=_("point"),
    )
    device = models.ForeignKey(
        "devices.Device",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="alarms",
        verbose_name=_("device"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="alarms",
        verbose_name=_("enterprise"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    rule = models.ForeignKey(
        "alarms.AlarmRule",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="alarms",
        verbose_name=_("gravest rule"),
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=AlarmState.choices, default=AlarmState.OPEN
    )
    title = models.CharField(_("title"), max_length=200)
    reason = models.TextField(
        _("why it was raised"), blank=True, help_text=_("in the words of the source")
    )
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    opened_at = models.DateTimeField(_("time of the reading"))
    raised_at = models.DateTimeField(_("raised at"))
    first_value = models.FloatField(_("first value"), null=True, blank=True)
    peak_value = models.FloatField(_("peak value"), null=True, blank=True)
    peak_at = models.DateTimeField(_("time of the peak"), null=True, blank=True)
    cleared_at = models.DateTimeField(_("signal normal since"), null=True, blank=True)
    latched_at = models.DateTimeField(
        _("held since"), null=True, blank=True, help_text=_("signal normal, waits for a reset")
    )
    holder = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("holder"),
        help_text=_("who must answer now"),
    )
    ladder_position = models.PositiveSmallIntegerField(_("step of the ladder"), default=0)
    group = models.ForeignKey(
        "alarms.AlarmGroup",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="alarms",
        verbose_name=_("alarm group"),
    )
    suppression = models.ForeignKey(
        "alarms.Suppression",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="alarms",
        verbose_name=_("suppression"),
    )
    first_receiver = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("first receiver"),
        help_text=_("took it first and is responsible until it is handed over"),
    )
    first_received_at = models.DateTimeField(_("first received at"), null=True, blank=True)
    acknowledge_due_at = models.DateTimeField(_("acknowledge by"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    acknowledged_by = models.CharField(_("acknowledged by"), max_length=100, blank=True)
    step_due_at = models.DateTimeField(
        _("next step by"), null=True, blank=True, help_text=_("verify, deal with or close")
    )
    step_overdue_at = models.DateTimeField(
        _("told that it is overdue"), null=True, blank=True, help_text=_("once for each step")
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    false_cause = models.CharField(
        _("cause of the false alarm"), max_length=20, choices=FalseAlarmCause.choices, blank=True
    )
    suppressed_until = models.DateTimeField(_("suppressed until"), null=True, blank=True)

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering: ClassVar = ["-raised_at", "-id"]
        constraints: ClassVar = [
            # A flood of signals of one thing is one alarm; two ingesters cannot open two.
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=models.Q(state__in=[str(s) for s in UNFINISHED]),
                name="alarm_one_unfinished_per_key",
            )
        ]
        indexes: ClassVar = [
            # The desk: what is open, gravest first.
            models.Index(
                fields=["level", "-raised_at"],
                condition=models.Q(state__in=[str(s) for s in ON_DESK]),
                name="alarm_on_desk",
            ),
            # The clock job.
            models.Index(
                fields=["acknowledge_due_at"],
                condition=models.Q(state="open"),
                name="alarm_clock",
            ),
            models.Index(
                fields=["step_due_at"],
                condition=models.Q(step_due_at__isnull=False, step_overdue_at__isnull=True),
                name="alarm_step_clock",
            ),
            models.Index(fields=["region", "-raised_at"], name="alarm_region"),
            models.Index(fields=["-raised_at"], name="alarm_raised"),
            models.Index(fields=["enterprise", "-raised_at"], name="alarm_enterprise"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The alarm's page."""
        return reverse("alarms:detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return ALARM_TONES[AlarmState(self.state)]

    @property
    def waits_for_reset(self) -> bool:
        """Whether its signal is normal again but a person must reset it."""
        return self.latched_at is not None and self.cleared_at is None

    @property
    def next_step(self) -> HandlingStep | None:
        """What people must do with it next; nothing when it is finished or suppressed."""
        return NEXT_STEP.get(self.state)

    @property
    def due_at(self) -> datetime | None:
        """By when the next step must be done."""
        return self.acknowledge_due_at if self.state == AlarmState.OPEN else self.step_due_at

    @property
    def is_unfinished(self) -> bool:
        """Whether somebody still has to deal with it."""
        return self.state in UNFINISHED


class AlarmTrigger(models.Model):
    """That a rule is on at a point: from its crossing until its signal clears.

    Written with the readings that caused it, so that after a restart the engine knows which rules
    are on and raises none of them again.
    """

    alarm = models.ForeignKey(
        Alarm, on_delete=models.CASCADE, related_name="triggers", verbose_name=_("alarm")
    )
    rule = models.ForeignKey(
        "alarms.AlarmRule",
        on_delete=models.PROTECT,
        related_name="triggers",
        verbose_name=_("alarm rule"),
    )
    point = models.ForeignKey(
        "devices.Point", on_delete=models.CASCADE, related_name="+", verbose_name=_("point")
    )
    raised_at = models.DateTimeField(_("time of the reading"))
    value = models.FloatField(_("value"), null=True, blank=True)
    signal = models.FloatField(_("signal"), null=True, blank=True)
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)

    class Meta:
        verbose_name = _("rule crossing")
        verbose_name_plural = _("rule crossings")
        ordering: ClassVar = ["raised_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "point"],
                condition=models.Q(cleared_at__isnull=True),
                name="trigger_on_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} @ {self.point_id}"


class AlarmStep(models.Model):
    """One entry of an alarm's history, in the order it was written; ``at`` is when it happened."""

    alarm = models.ForeignKey(
        Alarm, on_delete=models.CASCADE, related_name="steps", verbose_name=_("alarm")
    )
    at = models.DateTimeField(_("time"))
    kind = models.CharField(_("kind"), max_length=20, choices=StepKind.choices)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    value = models.FloatField(_("value"), null=True, blank=True)
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    actor_name = models.CharField(_("actor name"), max_length=100, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("alarm history entry")
        verbose_name_plural = _("alarm history")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["alarm", "id"], name="step_alarm")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text}".strip()
