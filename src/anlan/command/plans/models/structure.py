"""The structure of a plan: levels with triggers, groups with tasks, resources, contacts, text."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.plans.choices import Comparison, Fact, ResourceKind, ResponseLevel, TextPart
from anlan.command.plans.models.plan import Plan
from anlan.kernel.models import TimeStamped


class PlanLevel(TimeStamped):
    """A response level of a plan: when it is reached, who commands, what it means."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="levels", verbose_name=_("plan")
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=ResponseLevel.choices)
    conditions = models.TextField(_("conditions in words"))
    commander_post = models.CharField(pgettext_lazy("post", "commander"), max_length=100)
    commander_code = models.CharField(_("organisation of the commander"), max_length=50, blank=True)
    commander_holder = models.CharField(
        _("post of the commander in the contact book"), max_length=100, blank=True
    )
    headquarters = models.CharField(_("headquarters"), max_length=100, blank=True)
    measures = models.TextField(_("measures"), blank=True)
    expected_hours = models.PositiveIntegerField(_("expected duration in hours"), default=24)
    reports_to = models.CharField(_("reports to"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("response level of a plan")
        verbose_name_plural = _("response levels of a plan")
        ordering: ClassVar = ["plan_id", "level"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "level"], name="plan_level_once"),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=4), name="plan_level_one_to_four"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.get_level_display()}"


class PlanTrigger(TimeStamped):
    """One condition over the facts of an incident.

    Conditions of one ``clause`` must all hold; a level is reached when any of its clauses holds.
    """

    level = models.ForeignKey(
        PlanLevel, on_delete=models.CASCADE, related_name="triggers", verbose_name=_("level")
    )
    clause = models.PositiveSmallIntegerField(pgettext_lazy("trigger", "clause"), default=1)
    fact = models.CharField(_("fact"), max_length=30, choices=Fact.choices)
    comparison = models.CharField(_("comparison"), max_length=20, choices=Comparison.choices)
    value = models.JSONField(_("value"))
    words = models.CharField(_("in words"), max_length=200)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    is_verified = models.BooleanField(_("checked against the source"), default=False)

    class Meta:
        verbose_name = _("trigger of a plan")
        verbose_name_plural = _("triggers of a plan")
        ordering: ClassVar = ["level_id", "clause", "id"]

    def __str__(self) -> str:
        return self.words


class PlanGroup(TimeStamped):
    """A command group (工作组) a plan forms, from its least severe level upwards."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="groups", verbose_name=_("plan")
    )
    name = models.CharField(_("name"), max_length=50)
    lead_name = models.CharField(_("lead organisation"), max_length=100)
    lead_code = models.CharField(_("code of the lead organisation"), max_length=50, blank=True)
    lead_post = models.CharField(_("post of the lead"), max_length=100, blank=True)
    members = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("members"),
        default=list,
        blank=True,
    )
    duties = models.TextField(_("duties"), blank=True)
    from_level = models.PositiveSmallIntegerField(
        _("formed from level"), choices=ResponseLevel.choices, default=ResponseLevel.FOUR
    )
    sort_order = models.PositiveSmallIntegerField(_("sort order"), default=100)

    class Meta:
        verbose_name = _("command group of a plan")
        verbose_name_plural = _("command groups of a plan")
        ordering: ClassVar = ["plan_id", "sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "name"], name="plan_group_once")
        ]

    def __str__(self) -> str:
        return self.name


class PlanTask(TimeStamped):
    """What a group must do, within how many minutes of activation, and what proves it."""

    group = models.ForeignKey(
        PlanGroup, on_delete=models.CASCADE, related_name="tasks", verbose_name=_("group")
    )
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=100)
    instruction = models.TextField(_("instruction"))
    deadline_minutes = models.PositiveIntegerField(
        _("deadline in minutes"),
        null=True,
        blank=True,
        help_text=_("a draft may lack it; a plan in force may not"),
    )
    evidence = models.CharField(_("evidence needed"), max_length=100, blank=True)
    needs_photo = models.BooleanField(_("needs a photo"), default=False)
    from_level = models.PositiveSmallIntegerField(
        _("given from level"), choices=ResponseLevel.choices, default=ResponseLevel.FOUR
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    is_verified = models.BooleanField(_("checked against the source"), default=False)
    sort_order = models.PositiveSmallIntegerField(_("sort order"), default=100)

    class Meta:
        verbose_name = _("task of a plan")
        verbose_name_plural = _("tasks of a plan")
        ordering: ClassVar = ["group__sort_order", "sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "code"], name="plan_task_once"),
            models.CheckConstraint(
                condition=models.Q(deadline_minutes__gt=0), name="plan_task_has_deadline"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanResource(TimeStamped):
    """What a plan counts on: team capabilities, supplies, shelter places, experts."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="resources", verbose_name=_("plan")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ResourceKind.choices)
    code = models.CharField(_("code"), max_length=50)
    name = models.CharField(_("name"), max_length=100)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    from_level = models.PositiveSmallIntegerField(
        _("needed from level"), choices=ResponseLevel.choices, default=ResponseLevel.FOUR
    )

    class Meta:
        verbose_name = _("resource of a plan")
        verbose_name_plural = _("resources of a plan")
        ordering: ClassVar = ["plan_id", "kind", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "kind", "code"], name="plan_resource_once")
        ]

    def __str__(self) -> str:
        return self.name


class PlanContact(TimeStamped):
    """A post, unit or person the plan calls, with the number it gives."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("plan")
    )
    post = models.CharField(_("post or unit"), max_length=100)
    organisation_code = models.CharField(_("code of the organisation"), max_length=50, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    duty = models.CharField(_("what for"), max_length=100, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("sort order"), default=100)

    class Meta:
        verbose_name = _("contact of a plan")
        verbose_name_plural = _("contacts of a plan")
        ordering: ClassVar = ["plan_id", "sort_order", "id"]

    def __str__(self) -> str:
        return self.post


class PlanSection(TimeStamped):
    """A chapter of the issued text, kept whole beside the structure."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="sections", verbose_name=_("plan")
    )
    part = models.CharField(
        _("part of a plan"), max_length=20, choices=TextPart.choices, blank=True
    )
    number = models.CharField(_("number"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    sort_order = models.PositiveSmallIntegerField(_("sort order"), default=100)

    class Meta:
        verbose_name = _("chapter of a plan")
        verbose_name_plural = _("chapters of a plan")
        ordering: ClassVar = ["plan_id", "sort_order", "id"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()
