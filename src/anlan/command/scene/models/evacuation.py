"""Emergency evacuation of the rescuers 紧急撤离: everybody out, and every team confirms."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.scene.models.scene import Scene


class Evacuation(models.Model):
    """The order to leave the scene at once. It stands until it is lifted."""

    scene = models.ForeignKey(
        Scene, on_delete=models.CASCADE, related_name="evacuations", verbose_name=_("scene")
    )
    reason = models.CharField(_("reason"), max_length=200)
    assembly_point = models.CharField(_("assembly point"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("made at"))
    ordered_at = models.DateTimeField(_("ordered at"))
    ordered_by = models.CharField(_("ordered by"), max_length=100)
    ordered_by_person_id = models.BigIntegerField(_("ordered by (person)"), null=True, blank=True)
    lifted_at = models.DateTimeField(
        pgettext_lazy("evacuation", "lifted at"), null=True, blank=True
    )
    lifted_by = models.CharField(
        pgettext_lazy("evacuation", "lifted by"), max_length=100, blank=True
    )

    class Meta:
        verbose_name = _("emergency withdrawal")
        verbose_name_plural = _("emergency withdrawals")
        ordering: ClassVar = ["-ordered_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scene"],
                condition=models.Q(lifted_at__isnull=True),
                name="scene_one_open_evacuation",
            )
        ]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        """The page with every team."""
        return reverse("scene:evacuation", args=[self.pk])

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many teams were told and have confirmed, how many people are out."""
        answers = list(self.answers.all())
        done = [a for a in answers if a.confirmed_at is not None]
        return {
            "teams": len(answers),
            "confirmed": len(done),
            "open": len(answers) - len(done),
            "people": sum(a.people or 0 for a in done),
            "expected": sum(a.expected for a in answers),
        }


class EvacuationAnswer(models.Model):
    """One team that was told to leave; confirmed with its people when it is out."""

    evacuation = models.ForeignKey(
        Evacuation,
        on_delete=models.CASCADE,
        related_name="answers",
        verbose_name=_("emergency withdrawal"),
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
    people = models.PositiveIntegerField(_("people out"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("confirmation of a withdrawal")
        verbose_name_plural = _("confirmations of a withdrawal")
        ordering: ClassVar = ["evacuation_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evacuation", "dispatch"], name="evacuation_team_once")
        ]

    def __str__(self) -> str:
        return self.team_name

    @property
    def is_short(self) -> bool:
        """Whether fewer people are out than the team had."""
        return self.people is not None and self.people < self.expected
