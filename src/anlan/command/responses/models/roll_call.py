"""Accountability of everybody on the scene: roll calls and their answers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from anlan.command.responses.models.response import Response
from anlan.kernel import clock


class RollCall(models.Model):
    """That the commander asked every team on the scene for its people (人员清点).

    生产安全事故应急条例 article 22: when the lives of the rescuers are in danger, the command
    removes the danger or withdraws them. For that it must know who is where.
    """

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="roll_calls", verbose_name=_("response")
    )
    reason = models.CharField(_("occasion"), max_length=200)
    ordered_by = models.CharField(_("ordered by"), max_length=100)
    ordered_at = models.DateTimeField(_("ordered at"))
    due_at = models.DateTimeField(_("due at"))
    closed_at = models.DateTimeField(_("complete at"), null=True, blank=True)

    class Meta:
        verbose_name = _("roll call")
        verbose_name_plural = _("roll calls")
        ordering: ClassVar = ["-ordered_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["response"],
                condition=models.Q(closed_at__isnull=True),
                name="response_one_open_roll_call",
            )
        ]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        """The page with every answer."""
        return reverse("responses:roll_call", args=[self.pk])

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many teams were asked and answered, how many people are safe and missing."""
        answers = list(self.answers.all())
        return {
            "teams": len(answers),
            "answered": sum(1 for a in answers if a.answered_at is not None),
            "expected": sum(a.expected for a in answers),
            "safe": sum(a.safe or 0 for a in answers),
            "missing": sum(a.missing or 0 for a in answers),
        }

    @property
    def is_alarming(self) -> bool:
        """Whether somebody is missing, or a team has not answered in time."""
        is_late = self.closed_at is None and clock.now() > self.due_at
        return bool(self.counts["missing"]) or is_late


class RollCallAnswer(models.Model):
    """One team asked in a roll call, and what it answered: how many are safe, how many missing."""

    roll_call = models.ForeignKey(
        RollCall, on_delete=models.CASCADE, related_name="answers", verbose_name=_("roll call")
    )
    dispatch = models.ForeignKey(
        "dispatch.Dispatch", on_delete=models.PROTECT, related_name="+", verbose_name=_("dispatch")
    )
    team_name = models.CharField(_("team"), max_length=100)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    leader = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("leader"),
    )
    expected = models.PositiveIntegerField(_("people expected"))
    safe = models.PositiveIntegerField(_("people safe"), null=True, blank=True)
    missing = models.PositiveIntegerField(_("people missing"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=100, blank=True)
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer to a roll call")
        verbose_name_plural = _("answers to a roll call")
        ordering: ClassVar = ["roll_call_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["roll_call", "dispatch"], name="roll_call_team_once")
        ]

    def __str__(self) -> str:
        return self.team_name

    def get_absolute_url(self) -> str:
        """The page on the leader's phone."""
        return reverse("responses:roll_call_answer", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether nobody answered in time."""
        return self.answered_at is None and clock.now() > self.roll_call.due_at

    @property
    def has_missing(self) -> bool:
        """Whether the team misses somebody."""
        return bool(self.missing)
