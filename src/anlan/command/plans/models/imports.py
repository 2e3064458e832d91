"""The import of a plan: its text, what was found in it, what a person decided on each item."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.plans.choices import Decision, ImportState, ItemKind, PlanKind
from anlan.command.plans.models.plan import Plan
from anlan.kernel.models import TimeStamped


class PlanImport(TimeStamped):
    """The text of a plan on its way into structure; a person confirms every item."""

    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(_("code"), max_length=50)
    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind.choices)
    region = models.ForeignKey(
        "regions.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("region"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("issued by"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ImportState.choices, default=ImportState.OPEN
    )
    file_name = models.CharField(_("file name"), max_length=200, blank=True)
    sha256 = models.CharField(_("checksum"), max_length=64)
    lines = models.JSONField(_("lines"), default=list)
    warnings = ArrayField(models.CharField(max_length=40), verbose_name=_("warnings"), default=list)
    at_once_minutes = models.PositiveSmallIntegerField(_("“at once” counts as"), default=10)
    started_by = models.CharField(_("started by"), max_length=100)
    plan = models.ForeignKey(
        Plan,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("plan made of it"),
    )

    class Meta:
        verbose_name = _("import of a plan")
        verbose_name_plural = _("imports of plans")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page where its items are confirmed."""
        return reverse("plans:import", args=[self.pk])


class PlanImportItem(TimeStamped):
    """One thing found in the text, anchored to its line, and what was decided on it."""

    plan_import = models.ForeignKey(
        PlanImport, on_delete=models.CASCADE, related_name="items", verbose_name=_("import")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ItemKind.choices)
    line = models.PositiveIntegerField(pgettext_lazy("text", "line"))
    quote = models.CharField(_("words of the text"), max_length=200)
    content = models.JSONField(_("content"), default=dict)
    doubts = ArrayField(models.CharField(max_length=40), verbose_name=_("doubts"), default=list)
    decision = models.CharField(
        pgettext_lazy("item of a text", "decision"),
        max_length=20,
        choices=Decision.choices,
        default=Decision.OPEN,
    )
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    decided_at = models.DateTimeField(
        pgettext_lazy("item of a text", "decided at"), null=True, blank=True
    )
    sort_order = models.PositiveIntegerField(_("sort order"), default=0)

    class Meta:
        verbose_name = _("item of an import of a plan")
        verbose_name_plural = _("items of an import of a plan")
        ordering: ClassVar = ["plan_import_id", "sort_order"]

    def __str__(self) -> str:
        return self.quote[:60]
