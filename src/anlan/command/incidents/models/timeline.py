"""The timeline 处置经过: every step of an incident in words, only ever added to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.command.incidents.choices import EntryKind
from anlan.command.incidents.models.incident import Incident


class TimelineEntry(models.Model):
    """One entry: when it happened, what, who says so. It is neither changed nor removed."""

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="timeline", verbose_name=_("incident")
    )
    at = models.DateTimeField(_("time"))
    recorded_at = models.DateTimeField(_("recorded at"))
    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind.choices)
    text = models.TextField(_("text"))
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    actor_id = models.CharField(_("actor"), max_length=64)
    actor_name = models.CharField(_("actor name"), max_length=100, blank=True)
    url = models.CharField(_("link"), max_length=200, blank=True)
    attachment = models.ForeignKey(
        "files.Attachment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("attachment"),
    )
    key = models.CharField(
        _("repetition key"),
        max_length=100,
        blank=True,
        help_text=_("a repeated message with the same key is entered once"),
    )

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline")
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["incident", "at"], name="timeline_incident")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "key"],
                condition=~models.Q(key=""),
                name="timeline_key_once",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry; a second save is refused."""
        if not self._state.adding:
            raise TypeError("a timeline entry is never changed; add another one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse."""
        raise TypeError("a timeline entry is never removed")
