"""The duty log 值班日志 and the hand-over 交接班."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anlan.command.duty.choices import HANDOVER_TONES, EntryKind, HandoverState
from anlan.kernel.models import TimeStamped


class DutyLogEntry(models.Model):
    """One entry of the log of an office. It is neither changed nor removed."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("office"),
    )
    at = models.DateTimeField(_("time"))
    recorded_at = models.DateTimeField(_("recorded at"))
    kind = models.CharField(
        _("kind"), max_length=20, choices=EntryKind.choices, default=EntryKind.NOTE
    )
    text = models.TextField(_("text"))
    counterpart = models.CharField(
        _("with whom"), max_length=100, blank=True, help_text=_("who called or was called")
    )
    needs_follow_up = models.BooleanField(_("needs follow-up"), default=False)
    done_at = models.DateTimeField(_("followed up at"), null=True, blank=True)
    url = models.CharField(_("link"), max_length=200, blank=True)
    actor_id = models.CharField(_("actor"), max_length=64)
    actor_name = models.CharField(_("actor name"), max_length=100)

    class Meta:
        verbose_name = _("duty log entry")
        verbose_name_plural = _("duty log")
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-at"], name="duty_log_office"),
            models.Index(
                fields=["organisation"],
                condition=models.Q(needs_follow_up=True, done_at__isnull=True),
                name="duty_log_open",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse."""
        raise TypeError("an entry of the duty log is never removed")


class Handover(TimeStamped):
    """A shift handed from one person to the next, with what stands open at that moment."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("office"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=HandoverState.choices, default=HandoverState.OFFERED
    )
    summary = models.TextField(_("what the next shift must know"), blank=True)
    open_items = models.JSONField(
        _("open items"), default=list, help_text=_("kind, text, address of each, as they stood")
    )
    given_by_id = models.CharField(_("given by (id)"), max_length=64)
    given_by = models.CharField(_("given by"), max_length=100)
    given_at = models.DateTimeField(_("given at"))
    taken_by_id = models.CharField(_("taken by (id)"), max_length=64, blank=True)
    taken_by = models.CharField(_("taken by"), max_length=100, blank=True)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering: ClassVar = ["-given_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(state="offered"),
                name="handover_one_offered",
            )
        ]

    def __str__(self) -> str:
        given = timezone.localtime(self.given_at)
        return f"{self.given_by} → {self.taken_by or '…'} {given:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        """The page of the hand-over."""
        return reverse("duty:handover", args=[self.pk])

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return HANDOVER_TONES[HandoverState(self.state)]
