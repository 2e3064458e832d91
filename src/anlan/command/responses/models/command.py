"""What changed in the command of a response: level, commander, the level that commands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.command.responses.choices import CommandAuthority
from anlan.command.responses.models.response import Response


class LevelChange(models.Model):
    """That the level of a running response was raised or lowered."""

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="level_changes", verbose_name=_("response")
    )
    from_level = models.PositiveSmallIntegerField(_("from level"))
    to_level = models.PositiveSmallIntegerField(_("to level"))
    reason = models.TextField(_("reason"))
    actor_name = models.CharField(_("decided by"), max_length=100)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("change of level")
        verbose_name_plural = _("changes of level")
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.from_level} → {self.to_level}"


class CommandHandover(models.Model):
    """That the command passed from one person to another (现场指挥权移交)."""

    response = models.ForeignKey(
        Response, on_delete=models.CASCADE, related_name="handovers", verbose_name=_("response")
    )
    from_name = models.CharField(_("handed over from"), max_length=100)
    to_person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("handed over to"),
    )
    to_name = models.CharField(_("name of the new commander"), max_length=100)
    situation = models.TextField(_("situation at hand-over"))
    actor_name = models.CharField(_("recorded by"), max_length=100)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("hand-over of command")
        verbose_name_plural = _("hand-overs of command")
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.from_name} → {self.to_name}"


class AuthorityChange(models.Model):
    """That another level of government took over the command, or got it back (指挥层级变更).

    突发事件应对法 (2024) articles 16 to 18: the place where it happens leads; what it cannot
    control the superior takes over.
    """

    response = models.ForeignKey(
        Response,
        on_delete=models.CASCADE,
        related_name="authority_changes",
        verbose_name=_("response"),
    )
    from_authority = models.CharField(
        _("commanded before by"), max_length=20, choices=CommandAuthority.choices
    )
    to_authority = models.CharField(
        _("commanded now by"), max_length=20, choices=CommandAuthority.choices
    )
    body = models.CharField(_("commanding body"), max_length=100)
    reason = models.TextField(_("reason"))
    actor_name = models.CharField(_("decided by"), max_length=100)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("change of the commanding level")
        verbose_name_plural = _("changes of the commanding level")
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.get_from_authority_display()} → {self.get_to_authority_display()}"
