"""The tree of double prevention: object → unit → event → control."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped
from anlan.kernel.search_text import search_text
from anlan.supervision.risk.choices import (
    ControlCategory,
    ControlLevel,
    Level,
    ObjectKind,
    Period,
)
from anlan.supervision.risk.models.reference import MethodVersion


class RiskObject(TimeStamped):
    """安全风险分析对象: an installation, a place or an activity whose risks are analysed."""

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(
        _("kind"), max_length=20, choices=ObjectKind.choices, default=ObjectKind.INSTALLATION
    )
    department = models.CharField(_("responsible department"), max_length=100, blank=True)
    responsible = models.ForeignKey(
        "organisations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person responsible"),
    )
    is_retired = models.BooleanField(_("out of use"), default=False)

    class Meta:
        verbose_name = _("object of risk analysis")
        verbose_name_plural = _("objects of risk analysis")
        ordering: ClassVar = ["enterprise_id", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "code"], name="risk_object_code_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The object with its units."""
        return reverse("risk:object", args=[self.pk])


class RiskUnit(TimeStamped):
    """安全风险分析单元, the risk point: what has a colour on the plan and on the map.

    ``inherent_level`` and ``residual_level`` are those of the assessment in force;
    ``current_level`` is the residual level as the open factors change it.
    """

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    # The enterprise's region, kept here so that lists, tiles and counts need no join.
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    risk_object = models.ForeignKey(
        RiskObject,
        on_delete=models.CASCADE,
        related_name="units",
        verbose_name=_("object of risk analysis"),
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    department = models.CharField(_("responsible department"), max_length=100, blank=True)
    responsible = models.ForeignKey(
        "organisations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person responsible"),
    )
    control_level = models.CharField(
        _("level of control"),
        max_length=20,
        choices=ControlLevel.choices,
        default=ControlLevel.POST,
    )
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    plan_x = models.FloatField(_("place on the plan, from the left"), null=True, blank=True)
    plan_y = models.FloatField(_("place on the plan, from the top"), null=True, blank=True)
    inherent_level = models.PositiveSmallIntegerField(
        _("inherent level"), choices=Level.choices, default=Level.BLUE
    )
    residual_level = models.PositiveSmallIntegerField(
        _("residual level"), choices=Level.choices, default=Level.BLUE
    )
    current_level = models.PositiveSmallIntegerField(
        _("current level"), choices=Level.choices, default=Level.BLUE
    )
    assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    is_retired = models.BooleanField(_("out of use"), default=False)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("risk unit")
        verbose_name_plural = _("risk units")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enterprise", "code"], name="risk_unit_code_once"),
            models.CheckConstraint(
                condition=models.Q(
                    inherent_level__gte=1,
                    inherent_level__lte=4,
                    residual_level__gte=1,
                    residual_level__lte=4,
                    current_level__gte=1,
                    current_level__lte=4,
                ),
                name="risk_unit_level_range",
            ),
            # A graver level than assessed may be present, never a lighter one.
            models.CheckConstraint(
                condition=models.Q(current_level__lte=models.F("residual_level")),
                name="risk_unit_not_below_assessed",
            ),
            models.CheckConstraint(
                condition=models.Q(plan_x__isnull=True)
                | models.Q(plan_x__gte=0, plan_x__lte=1, plan_y__gte=0, plan_y__lte=1),
                name="risk_unit_on_the_plan",
            ),
        ]
        indexes: ClassVar = [
            # The list: gravest first; facets count levels within a region in the index.
            models.Index(
                fields=["current_level", "-id"],
                include=["region", "enterprise", "is_retired", "residual_level", "control_level"],
                name="risk_unit_by_level",
            ),
            # Units of one enterprise with their levels: its page, its tally.
            models.Index(fields=["enterprise", "current_level"], name="risk_unit_of_enterprise"),
            models.Index(fields=["name", "id"], name="risk_unit_by_name"),
            # What is graver than assessed, and what is out of use: small parts of all, read and
            # counted in the index.
            models.Index(
                fields=["current_level", "-id"],
                include=["region", "residual_level", "control_level"],
                condition=models.Q(current_level__lt=models.F("residual_level"), is_retired=False),
                name="risk_unit_raised",
            ),
            models.Index(
                fields=["current_level", "-id"],
                include=["region", "residual_level", "control_level"],
                condition=models.Q(is_retired=True),
                name="risk_unit_retired",
            ),
            GinIndex(fields=["search_text"], name="risk_unit_search", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The unit with its events, controls, factors and history."""
        return reverse("risk:unit", args=[self.pk])

    @property
    def is_raised(self) -> bool:
        """Whether open factors make it graver than it was assessed."""
        return self.current_level < self.residual_level

    def refresh_search_text(self) -> None:
        """Set what the unit is found by; services call it before saving."""
        self.search_text = search_text(self.name, self.code, self.department)


class RiskEvent(TimeStamped):
    """安全风险事件: what may go wrong in a unit, how likely, how badly.

    The judgements here are the working copy; they reach the unit when an assessment is approved.
    """

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    unit = models.ForeignKey(
        RiskUnit, on_delete=models.CASCADE, related_name="events", verbose_name=_("risk unit")
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    cause = models.TextField(_("hazardous factors"), blank=True)
    consequence = models.TextField(_("possible consequences"), blank=True)
    accident_kinds = ArrayField(
        models.CharField(max_length=10),
        default=list,
        blank=True,
        verbose_name=_("kinds of accident"),
    )
    method = models.ForeignKey(
        MethodVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("method"),
    )
    inherent_inputs = models.JSONField(_("values before controls"), default=dict, blank=True)
    inherent_score = models.FloatField(_("score before controls"), null=True, blank=True)
    inherent_level = models.PositiveSmallIntegerField(
        _("inherent level"), choices=Level.choices, default=Level.BLUE
    )
    residual_inputs = models.JSONField(_("values with controls"), default=dict, blank=True)
    residual_score = models.FloatField(_("score with controls"), null=True, blank=True)
    residual_level = models.PositiveSmallIntegerField(
        _("residual level"), choices=Level.choices, default=Level.BLUE
    )
    criteria = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        verbose_name=_("direct judgement criteria"),
        help_text=_("conditions that hold: the level follows at once"),
    )

    class Meta:
        verbose_name = _("risk event")
        verbose_name_plural = _("risk events")
        ordering: ClassVar = ["unit_id", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "code"], name="risk_event_code_once"),
            models.CheckConstraint(
                condition=models.Q(residual_level__gte=models.F("inherent_level")),
                name="risk_event_controls_do_not_worsen",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The event with its judgement and controls."""
        return reverse("risk:event", args=[self.pk])


class Control(TimeStamped):
    """管控措施: what keeps an event from happening, who answers for it, how it is checked."""

    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    event = models.ForeignKey(
        RiskEvent, on_delete=models.CASCADE, related_name="controls", verbose_name=_("risk event")
    )
    unit = models.ForeignKey(
        RiskUnit, on_delete=models.CASCADE, related_name="controls", verbose_name=_("risk unit")
    )
    code = models.CharField(_("code"), max_length=40)
    category = models.CharField(
        _("category"),
        max_length=20,
        choices=ControlCategory.choices,
        default=ControlCategory.MANAGEMENT,
    )
    description = models.TextField(_("measure"))
    control_level = models.CharField(
        _("level of control"),
        max_length=20,
        choices=ControlLevel.choices,
        default=ControlLevel.POST,
    )
    department = models.CharField(_("responsible department"), max_length=100, blank=True)
    owner = models.ForeignKey(
        "organisations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person responsible"),
    )
    check_content = models.TextField(_("what is checked"), blank=True)
    period = models.CharField(
        _("checking period"), max_length=20, choices=Period.choices, default=Period.NONE
    )
    shifts = models.PositiveSmallIntegerField(_("shifts a day"), default=3)
    checker = models.ForeignKey(
        "organisations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person who checks"),
    )
    is_retired = models.BooleanField(_("out of use"), default=False)

    class Meta:
        verbose_name = _("control measure")
        verbose_name_plural = _("control measures")
        ordering: ClassVar = ["event_id", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "code"], name="control_code_once"),
            models.CheckConstraint(
                condition=models.Q(shifts__gte=1, shifts__lte=4), name="control_shifts_range"
            ),
        ]
        indexes: ClassVar = [
            # The job that makes the checks of a day walks only what is checked.
            models.Index(
                fields=["period", "id"],
                condition=models.Q(is_retired=False) & ~models.Q(period="none"),
                name="control_by_period",
            )
        ]

    def __str__(self) -> str:
        return self.description[:80]

    def get_absolute_url(self) -> str:
        """The control with its checks."""
        return reverse("risk:control", args=[self.pk])
