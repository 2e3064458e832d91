"""Categories of events 突发事件分类: the tree other levels and systems name a kind by."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.command.incidents.choices import IncidentKind


class EventCategory(models.Model):
    """One category of the national classification, with the kind of ours it belongs to."""

    code = models.CharField(_("code"), max_length=10, primary_key=True)
    name = models.CharField(_("name"), max_length=50)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    kind = models.CharField(
        _("kind"),
        max_length=30,
        choices=IncidentKind.choices,
        blank=True,
        help_text=_("what an incident of this category is with us"),
    )
    is_default = models.BooleanField(
        _("stands for its kind"), default=False, help_text=_("taken when only the kind is known")
    )
    source = models.CharField(_("source"), max_length=200)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)

    class Meta:
        verbose_name = _("event category")
        verbose_name_plural = _("event categories")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(is_default=True),
                name="event_category_one_default",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
