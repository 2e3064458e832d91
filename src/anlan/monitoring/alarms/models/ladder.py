"""The escalation ladder 叫应阶梯: who must answer an alarm of a level, and how fast."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.monitoring.alarms.choices import LadderRole, Level


class LadderStep(models.Model):
    """On this step of an alarm of this level, somebody of this role must acknowledge in time."""

    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    position = models.PositiveSmallIntegerField(_("step"), help_text=_("0 is the first receiver"))
    role = models.CharField(_("role"), max_length=50)
    within_s = models.PositiveIntegerField(_("acknowledge within seconds"))
    basis = models.CharField(_("basis"), max_length=300, blank=True)
    basis_verified = models.BooleanField(_("basis verified"), default=False)

    class Meta:
        verbose_name = _("escalation step")
        verbose_name_plural = _("escalation ladder")
        ordering: ClassVar = ["level", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["level", "position"], name="ladder_step_once"),
            models.CheckConstraint(condition=models.Q(within_s__gt=0), name="ladder_time_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.position}: {self.role_label}"

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(dict(LadderRole.choices).get(self.role, self.role))
