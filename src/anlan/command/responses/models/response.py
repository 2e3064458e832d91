"""Emergency responses 应急响应: a plan set in motion for one incident.

Activating copies the groups and tasks of the plan's level, so that a later revision of the plan
changes nothing that runs.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.responses.choices import (
    RUNNING,
    CommandAuthority,
    FeedbackKind,
    ResponseState,
    TaskKind,
    TaskState,
)
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class Response(TimeStamped):
    """The response to one incident: level, commander, matter, expected end and measures.

    突发事件应对法 (2024) article 72: activating names matter, level, expected time, measures.
    """

    incident = models.ForeignKey(
        "incidents.Incident",
        on_delete=models.PROTECT,
        related_name="responses",
        verbose_name=_("incident"),
    )
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    plan = models.ForeignKey(
        "plans.Plan", on_delete=models.PROTECT, related_name="responses", verbose_name=_("plan")
    )
    plan_level = models.ForeignKey(
        "plans.PlanLevel", on_delete=models.PROTECT, verbose_name=_("level of the plan")
    )
    level = models.PositiveSmallIntegerField(_("level"))
    recommended_level = models.PositiveSmallIntegerField(
        _("recommended level"), null=True, blank=True
    )
    reasons = models.JSONField(_("reasons"), default=list)
    matter = models.CharField(_("matter"), max_length=200)
    measures = models.TextField(_("measures"), blank=True)
    expected_until = models.DateTimeField(_("expected until"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=ResponseState.choices, default=ResponseState.ACTIVE
    )
    commander = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("post", "commander"),
    )
    commander_name = models.CharField(pgettext_lazy("post", "commander"), max_length=100)
    headquarters = models.CharField(_("headquarters"), max_length=100, blank=True)
    authority = models.CharField(
        _("who commands"),
        max_length=20,
        choices=CommandAuthority.choices,
        default=CommandAuthority.UNIFIED,
    )
    commanding_body = models.CharField(_("commanding body"), max_length=100, blank=True)
    activated_at = models.DateTimeField(_("activated at"))
    activated_by = models.CharField(_("activated by"), max_length=100)
    activation_ms = models.PositiveIntegerField(_("time to activate in ms"), default=0)
    terminated_at = models.DateTimeField(_("terminated at"), null=True, blank=True)
    terminated_by = models.CharField(_("terminated by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("emergency response")
        verbose_name_plural = _("emergency responses")
        ordering: ClassVar = ["-activated_at"]
        constraints: ClassVar = [
            # Of two commanders who activate at once one wins.
            models.UniqueConstraint(
                fields=["incident"],
                condition=models.Q(state=ResponseState.ACTIVE),
                name="response_one_active",
            ),
            models.CheckConstraint(
                condition=models.Q(level__gte=1, level__lte=4), name="response_level_one_to_four"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-activated_at"])]

    def __str__(self) -> str:
        return self.matter

    def get_absolute_url(self) -> str:
        """The page of the response."""
        return reverse("responses:detail", args=[self.pk])


class ResponseGroup(TimeStamped):
    """A command group at work: who leads it, who belongs to it."""

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="groups", verbose_name=_("response")
    )
    name = models.CharField(_("name"), max_length=50)
    duties = models.TextField(_("duties"), blank=True)
    lead_name = models.CharField(_("lead organisation"), max_length=100)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    lead = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead person"),
    )
    members = ArrayField(
        models.CharField(max_length=100), verbose_name=_("members"), default=list, blank=True
    )
    sort_order = models.PositiveSmallIntegerField(_("sort order"), default=100)

    class Meta:
        verbose_name = _("command group")
        verbose_name_plural = _("command groups")
        ordering: ClassVar = ["response_id", "sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "name"], name="response_group_once")
        ]

    def __str__(self) -> str:
        return self.name


class ResponseTask(TimeStamped):
    """A task of a group with its clock: from the plan, or an order of the commander."""

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="tasks", verbose_name=_("response")
    )
    group = models.ForeignKey(
        ResponseGroup, on_delete=models.CASCADE, related_name="tasks", verbose_name=_("group")
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=TaskKind.choices, default=TaskKind.PLAN
    )
    title = models.CharField(_("title"), max_length=100)
    instruction = models.TextField(_("instruction"))
    evidence_needed = models.CharField(_("evidence needed"), max_length=100, blank=True)
    needs_photo = models.BooleanField(_("needs a photo"), default=False)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=TaskState.choices, default=TaskState.ASSIGNED
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    assignee = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    issued_by = models.CharField(_("issued by"), max_length=100)
    assigned_at = models.DateTimeField(_("assigned at"))
    due_at = models.DateTimeField(_("due at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by_id = models.CharField(_("done by"), max_length=64, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    overdue_noticed_at = models.DateTimeField(_("overdue noticed at"), null=True, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("sort order"), default=100)

    class Meta:
        verbose_name = _("response task")
        verbose_name_plural = _("response tasks")
        ordering: ClassVar = ["response_id", "due_at", "sort_order", "id"]
        indexes: ClassVar = [
            models.Index(fields=["response", "state"]),
            # The minute job looks for running tasks that are late and not yet noticed.
            models.Index(
                fields=["due_at"],
                condition=models.Q(
                    state__in=[str(s) for s in RUNNING], overdue_noticed_at__isnull=True
                ),
                name="response_task_running",
            ),
            models.Index(fields=["assignee", "state"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the task."""
        return reverse("responses:task", args=[self.pk])

    @property
    def is_running(self) -> bool:
        """Whether its clock runs."""
        return self.state in RUNNING

    @property
    def is_overdue(self) -> bool:
        """Whether it is late: not done by now, or done after its due time."""
        if self.state == TaskState.CANCELLED:
            return False
        if self.done_at is not None and not self.is_running:
            return self.done_at > self.due_at
        return clock.now() > self.due_at

    @property
    def clock_state(self) -> str:
        """How the clock is drawn: running, met or cancelled."""
        if self.is_running:
            return ""
        return "cancelled" if self.state == TaskState.CANCELLED else "met"


class TaskFeedback(models.Model):
    """What was reported on a task; photos hang on it. Never changed."""

    task = models.ForeignKey(
        ResponseTask, on_delete=models.CASCADE, related_name="feedback", verbose_name=_("task")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=FeedbackKind.choices)
    text = models.TextField(_("text"))
    location = models.PointField(_("position"), srid=4326, null=True, blank=True)
    attachment_ids = ArrayField(
        models.BigIntegerField(), verbose_name=_("photos"), default=list, blank=True
    )
    actor_id = models.CharField(_("actor"), max_length=64)
    actor_name = models.CharField(pgettext_lazy("feedback", "reported by"), max_length=100)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("task feedback")
        verbose_name_plural = _("task feedback")
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text[:80]
