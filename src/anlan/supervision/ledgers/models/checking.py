"""What is looked at during a check, and what counts as a hazard of which class."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.kernel.search_text import search_text
from anlan.supervision.ledgers.choices import Consequence, Keeper
from anlan.supervision.ledgers.models.pack import Pack


class Criterion(TimeStamped):
    """A case that counts as a hazard of its class (重大事故隐患判定标准), with its clause."""

    pack = models.ForeignKey(
        Pack, on_delete=models.PROTECT, related_name="criteria", verbose_name=_("sector pack")
    )
    code = models.CharField(_("code"), max_length=60, unique=True)
    text = models.TextField(_("text"))
    basis = models.CharField(_("legal basis"), max_length=300)
    clause = models.CharField(_("clause"), max_length=120)
    consequence = models.CharField(
        _("consequence"), max_length=20, choices=Consequence.choices, default=Consequence.MAJOR
    )
    sectors = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("sectors")
    )
    note = models.TextField(_("note"), blank=True)
    is_verified = models.BooleanField(_("is verified"), default=False)
    seen_in = models.CharField(_("official text seen in"), max_length=300, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=100, blank=True)
    inventory_ids = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    anchors = models.JSONField(_("anchors"), default=list, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_retired = models.BooleanField(_("is retired"), default=False)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("hazard criterion")
        verbose_name_plural = _("hazard criteria")
        ordering: ClassVar = ["pack__sub_plan", "sort_order", "id"]
        indexes: ClassVar = [
            models.Index(fields=["sort_order", "id"], name="criterion_by_order"),
            GinIndex(fields=["search_text"], name="criterion_search", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The criterion with its verification."""
        return reverse("ledgers:criterion", args=[self.pk])

    def refresh_search_text(self) -> None:
        """Set what it is found by."""
        self.search_text = search_text(self.text, self.code, self.basis)


class Checklist(TimeStamped):
    """What is looked at during one kind of check 检查表."""

    pack = models.ForeignKey(
        Pack, on_delete=models.PROTECT, related_name="checklists", verbose_name=_("sector pack")
    )
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    aliases = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("other names")
    )
    used_by = models.CharField(_("used by"), max_length=20, choices=Keeper.choices)
    sectors = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("sectors")
    )
    basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    inventory_ids = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    anchors = models.JSONField(_("anchors"), default=list, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_retired = models.BooleanField(_("is retired"), default=False)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("checklist")
        verbose_name_plural = _("checklists")
        ordering: ClassVar = ["pack__sub_plan", "sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "code"], name="checklist_code_in_pack")
        ]
        indexes: ClassVar = [
            GinIndex(fields=["search_text"], name="checklist_search", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list of its items."""
        return reverse("ledgers:checklist", args=[self.pk])

    def refresh_search_text(self) -> None:
        """Set what it is found by."""
        self.search_text = search_text(self.name, *self.aliases, self.basis, self.pack.name)


class ChecklistItem(models.Model):
    """One thing to look at."""

    checklist = models.ForeignKey(
        Checklist, on_delete=models.CASCADE, related_name="items", verbose_name=_("checklist")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))
    method = models.CharField(_("method of checking"), max_length=60, blank=True)
    basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    clause = models.CharField(_("clause"), max_length=120, blank=True)
    severity = models.CharField(
        pgettext_lazy("checklist", "severity"),
        max_length=20,
        choices=Consequence.choices,
        default=Consequence.GENERAL,
    )
    criterion = models.ForeignKey(
        Criterion,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("hazard criterion"),
    )

    class Meta:
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of checklists")
        ordering: ClassVar = ["number", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checklist", "number"], name="checklist_item_number")
        ]

    def __str__(self) -> str:
        return self.text[:80]
