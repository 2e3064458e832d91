"""The plan library 预案库: plans in structure, so that the platform can choose and start them.

A plan has levels (when, who commands), triggers (which facts reach a level), command groups, tasks
with deadlines, and resources it counts on. Published versions are not changed; a revision is a new
version.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.plans.choices import (
    Comparison,
    Fact,
    PlanKind,
    PlanState,
    ResourceKind,
    ResponseLevel,
)
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans by what a duty officer looks for."""

    def in_force(self) -> PlanQuerySet:
        """Return the plans that may be started now."""
        return self.filter(state=PlanState.PUBLISHED)


class Plan(TimeStamped):
    """One version of an emergency plan of the county, a department, a township or an enterprise."""

    code = models.CharField(_("code"), max_length=50)
    version = models.PositiveIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind.choices)
    incident_kinds = ArrayField(
        models.CharField(max_length=50),
        verbose_name=_("kinds of incident"),
        default=list,
        blank=True,
        help_text=_("codes of the kinds it serves; none means every kind"),
    )
    region = models.ForeignKey(
        "regions.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("region"),
        help_text=_("none: the whole county"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("issued by"),
    )
    purpose = models.TextField(_("purpose and scope"), blank=True)
    principles = models.TextField(_("principles"), blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    review_due_on = models.DateField(_("review due on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=PlanState.choices, default=PlanState.DRAFT
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    is_verified = models.BooleanField(
        _("checked against the source"),
        default=False,
        help_text=_("the conditions were compared with the issued text"),
    )
    is_demonstration = models.BooleanField(_("for demonstration"), default=False)

    objects: ClassVar[Any] = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency plan")
        verbose_name_plural = _("emergency plans")
        ordering: ClassVar = ["kind", "code", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="plan_version_once"),
            # Only one version of a plan can be started.
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(state=PlanState.PUBLISHED),
                name="plan_one_version_in_force",
            ),
        ]
        indexes: ClassVar = [
            # Recommendation looks for plans in force that serve a kind of incident.
            GinIndex(fields=["incident_kinds"], name="plan_incident_kinds")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the plan."""
        return reverse("plans:detail", args=[self.pk])

    @property
    def is_review_overdue(self) -> bool:
        """Whether the day of review has passed while the plan is in force."""
        return (
            self.state == PlanState.PUBLISHED
            and self.review_due_on is not None
            and self.review_due_on < clock.today()
        )


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
    deadline_minutes = models.PositiveIntegerField(_("deadline in minutes"))
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
