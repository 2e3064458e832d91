"""Alarm rules 报警规则: which reading means danger, by which law or standard."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.monitoring.alarms.choices import (
    COMPOSED_KINDS,
    RULE_TONES,
    Level,
    RuleKind,
    RuleScope,
    RuleState,
    ScheduleDays,
)


class RuleSchedule(TimeStamped):
    """One version of when rules hold: only at night, only on working days. It may pass midnight; a
    night belongs to the day on which it begins. What it says is never edited, only superseded: a
    rule in force keeps the version it was tested with."""

    name = models.CharField(_("name"), max_length=100)
    version = models.PositiveIntegerField(_("version"), default=1)
    former = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successor",
        verbose_name=_("version before"),
    )
    is_current = models.BooleanField(_("in use"), default=True)
    days = models.CharField(
        _("which days"), max_length=20, choices=ScheduleDays.choices, default=ScheduleDays.ALL
    )
    begins_at = models.TimeField(pgettext_lazy("time of day", "from"))
    ends_at = models.TimeField(pgettext_lazy("time of day", "until"))

    class Meta:
        verbose_name = _("rule schedule")
        verbose_name_plural = _("rule schedules")
        ordering: ClassVar = ["name", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(is_current=True),
                name="schedule_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name if self.version == 1 else f"{self.name} v{self.version}"

    def get_absolute_url(self) -> str:
        """The schedule's page."""
        return reverse("alarms:schedule", args=[self.pk])


class AlarmRule(TimeStamped):
    """One version of a rule. It holds for one point, or for all points of a class
    (quantity, device kind, chemical); what it says is never edited, only superseded."""

    line = models.UUIDField(
        _("rule line"), default=uuid4, editable=False, help_text=_("same in all versions")
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(
        _("state"), max_length=20, choices=RuleState.choices, default=RuleState.DRAFT
    )
    point = models.ForeignKey(
        "devices.Point",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="alarm_rules",
        verbose_name=_("point"),
    )
    quantity = models.CharField(pgettext_lazy("measured", "quantity"), max_length=30, blank=True)
    device_kind = models.CharField(_("device kind"), max_length=20, blank=True)
    chemical = models.ForeignKey(
        "chemicals.Chemical",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chemical"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RuleKind.choices)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    lower = models.FloatField(_("lower limit"), null=True, blank=True)
    upper = models.FloatField(_("upper limit"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    dead_band = models.FloatField(_("dead-band"), default=0)
    on_delay_s = models.FloatField(_("on-delay in seconds"), default=0)
    off_delay_s = models.FloatField(_("off-delay in seconds"), default=0)
    window = models.PositiveIntegerField(_("readings looked back on"), default=60)
    weight = models.FloatField(_("weight of the newest reading"), default=0.1)
    allowance = models.FloatField(_("allowance in standard deviations"), default=0.5)
    clear_lower = models.FloatField(
        _("clears above"), null=True, blank=True, help_text=_("instead of the dead-band")
    )
    clear_upper = models.FloatField(
        _("clears below"), null=True, blank=True, help_text=_("instead of the dead-band")
    )
    is_latching = models.BooleanField(
        _("stays until reset by a person"),
        default=False,
        help_text=_("the alarm does not clear by itself when the signal is normal again"),
    )
    steps_down = models.BooleanField(
        _("level falls with the signal"),
        default=False,
        help_text=_("when this rule ends and a less grave one still holds"),
    )
    repeat = models.PositiveSmallIntegerField(_("number of crossings"), default=3)
    within_s = models.FloatField(_("within seconds"), default=600)
    schedule = models.ForeignKey(
        RuleSchedule,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rules",
        verbose_name=_("schedule"),
        help_text=_("empty: always"),
    )
    scope = models.CharField(
        _("points taken together"),
        max_length=20,
        choices=RuleScope.choices,
        default=RuleScope.DEVICE,
    )
    expression = models.TextField(
        _("conditions"),
        blank=True,
        help_text=_("e.g. [liquid level > 90] and [temperature > 60]"),
    )
    channels = models.JSONField(_("quantities judged together"), default=list, blank=True)
    confidence = models.FloatField(_("share of normal rows below the limit"), default=0.9999)
    owner = models.ForeignKey(
        "organisations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner of the rule"),
        help_text=_("who is asked when it raises too many false alarms"),
    )
    review_after = models.PositiveSmallIntegerField(_("false alarms before a review"), default=3)
    activated_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    activation_reason = models.TextField(_("reason without a back-test"), blank=True)
    basis = models.TextField(_("legal basis"), help_text=_("standard or law with clause"))
    basis_verified = models.BooleanField(
        _("basis verified"), default=False, help_text=_("compared with the primary text")
    )
    advice = models.TextField(_("first actions"), blank=True)

    class Meta:
        verbose_name = _("alarm rule")
        verbose_name_plural = _("alarm rules")
        ordering: ClassVar = ["name", "level", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "version"], name="rule_version_once"),
            models.UniqueConstraint(
                fields=["line"],
                condition=models.Q(state="active"),
                name="rule_one_version_in_force",
            ),
            models.CheckConstraint(
                condition=models.Q(point__isnull=False)
                | ~models.Q(quantity="")
                | models.Q(kind__in=[str(kind) for kind in COMPOSED_KINDS]),
                name="rule_has_point_or_class",
            ),
            models.CheckConstraint(
                condition=models.Q(lower__isnull=True)
                | models.Q(upper__isnull=True)
                | models.Q(lower__lt=models.F("upper")),
                name="rule_limits_ordered",
            ),
            models.CheckConstraint(
                condition=models.Q(dead_band__gte=0, on_delay_s__gte=0, off_delay_s__gte=0),
                name="rule_bands_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(repeat__gte=1, repeat__lte=64, within_s__gte=0),
                name="rule_repetition_bounds",
            ),
            models.CheckConstraint(
                condition=models.Q(confidence__gt=0.5, confidence__lt=1),
                name="rule_confidence_bounds",
            ),
            models.CheckConstraint(
                condition=models.Q(window__gte=5, window__lte=512), name="rule_window_bounds"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def applies_to(self) -> str:
        """Where it holds, in words: a point, or quantity, device kind and chemical of a class."""
        from anlan.monitoring.devices.public import DeviceKind, Quantity

        if self.point is not None:
            return f"{self.point.device} {self.point}"
        words = [dict(Quantity.choices).get(self.quantity, self.quantity)] if self.quantity else []
        if self.kind in COMPOSED_KINDS:
            words.append(RuleScope(self.scope).label)
        if self.device_kind:
            words.append(dict(DeviceKind.choices).get(self.device_kind, self.device_kind))
        if self.chemical is not None:
            words.append(str(self.chemical))
        return " · ".join(str(word) for word in words)

    def get_absolute_url(self) -> str:
        """The rule's page."""
        return reverse("alarms:rule", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return RULE_TONES[RuleState(self.state)]


class RuleBaseline(models.Model):
    """What a multichannel rule learnt of one device or enterprise while all was well."""

    rule = models.ForeignKey(
        AlarmRule, on_delete=models.CASCADE, related_name="baselines", verbose_name=_("alarm rule")
    )
    subject_key = models.CharField(_("key of the thing"), max_length=40)
    subject_label = models.CharField(_("learnt of"), max_length=200)
    point_ids = models.JSONField(_("points"), default=list)
    since = models.DateTimeField(_("learnt from"))
    until = models.DateTimeField(_("learnt until"))
    rows = models.PositiveIntegerField(_("rows learnt from"))
    parameters = models.JSONField(_("what was learnt"), default=dict)
    fitted_at = models.DateTimeField(_("learnt at"))

    class Meta:
        verbose_name = _("rule baseline")
        verbose_name_plural = _("rule baselines")
        ordering: ClassVar = ["rule_id", "subject_key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "subject_key"], name="baseline_once")
        ]

    def __str__(self) -> str:
        return self.subject_label
