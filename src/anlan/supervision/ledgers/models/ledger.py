"""Ledgers, their fields and their rows."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.models import TimeStamped
from anlan.kernel.search_text import search_text
from anlan.supervision.ledgers.choices import FieldKind, Keeper
from anlan.supervision.ledgers.models.pack import Pack


class Ledger(TimeStamped):
    """A ledger, list or register 台账 as a pack describes it."""

    pack = models.ForeignKey(
        Pack, on_delete=models.PROTECT, related_name="ledgers", verbose_name=_("sector pack")
    )
    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    aliases = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("other names")
    )
    purpose = models.TextField(_("purpose"))
    kept_by = models.CharField(_("kept by"), max_length=20, choices=Keeper.choices)
    keeper = models.CharField(_("keeper in the document"), max_length=120, blank=True)
    title_key = models.CharField(_("field a row is called by"), max_length=40)
    due_rule = models.CharField(_("due rule"), max_length=120, blank=True)
    done_when = models.JSONField(_("settled when"), null=True, blank=True)
    inventory_ids = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    anchors = models.JSONField(_("anchors"), default=list, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_retired = models.BooleanField(_("is retired"), default=False)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("sector pack", "ledger")
        verbose_name_plural = pgettext_lazy("sector pack", "ledgers")
        ordering: ClassVar = ["pack__sub_plan", "sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "code"], name="ledger_code_in_pack")
        ]
        indexes: ClassVar = [
            GinIndex(fields=["search_text"], name="ledger_search", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list of its rows."""
        return reverse("ledgers:rows", args=[self.pk])

    def refresh_search_text(self) -> None:
        """Set what the ledger is found by: its name and every other name."""
        self.search_text = search_text(self.name, *self.aliases, self.pack.name)


class LedgerField(models.Model):
    """One column of a ledger. A field that is no longer wanted is retired; its values stay."""

    ledger = models.ForeignKey(
        Ledger, on_delete=models.CASCADE, related_name="fields", verbose_name=_("ledger")
    )
    key = models.CharField(_("key"), max_length=40)
    label = models.CharField(_("heading"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=FieldKind.choices)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    is_required = models.BooleanField(_("is required"), default=False)
    is_unique = models.BooleanField(_("recognises the row"), default=False)
    options = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("choices")
    )
    help = models.CharField(_("help"), max_length=300, blank=True)
    is_sensitive = models.BooleanField(_("is sensitive"), default=False)
    minimum = models.FloatField(_("at least"), null=True, blank=True)
    maximum = models.FloatField(_("at most"), null=True, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_retired = models.BooleanField(_("is retired"), default=False)

    class Meta:
        verbose_name = _("field of a ledger")
        verbose_name_plural = _("fields of ledgers")
        ordering: ClassVar = ["sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ledger", "key"], name="ledger_field_key")
        ]

    def __str__(self) -> str:
        return self.label


class LedgerRow(TimeStamped):
    """One row of a ledger. What is sorted, filtered and mapped by stands in columns of its own."""

    ledger = models.ForeignKey(
        Ledger, on_delete=models.PROTECT, related_name="rows", verbose_name=_("ledger")
    )
    title = models.CharField(_("title"), max_length=200)
    values = models.JSONField(_("values"), default=dict)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    sector = models.ForeignKey(
        "enterprises.Sector",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sector"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kept by"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    is_done = models.BooleanField(_("is settled"), default=False)
    reminded_for = models.DateField(_("reminded for"), null=True, blank=True)
    marks = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name=_("marks")
    )
    unique_key = models.CharField(_("recognised by"), max_length=64, blank=True)
    is_removed = models.BooleanField(_("is removed"), default=False)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("row of a ledger")
        verbose_name_plural = _("rows of ledgers")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ledger", "unique_key"],
                condition=models.Q(is_removed=False) & ~models.Q(unique_key=""),
                name="ledger_row_once",
            )
        ]
        indexes: ClassVar = [
            # The list of one ledger, newest first and by each column that can be sorted by: the
            # first page needs fifty rows and no sort, however long the ledger is.
            models.Index(fields=["ledger", "id"], name="ledger_row_newest"),
            models.Index(fields=["ledger", "title", "id"], name="ledger_row_by_title"),
            models.Index(fields=["ledger", "due_on", "id"], name="ledger_row_by_due"),
            models.Index(fields=["ledger", "updated_at", "id"], name="ledger_row_by_update"),
            models.Index(fields=["ledger", "enterprise", "id"], name="ledger_row_by_enterprise"),
            models.Index(fields=["ledger", "region", "id"], name="ledger_row_by_region"),
            # A township's or an enterprise's part of a long ledger.
            models.Index(
                models.F("ledger"),
                OpClass(models.F("region"), "varchar_pattern_ops"),
                name="ledger_row_area",
            ),
            models.Index(fields=["organisation", "ledger", "id"], name="ledger_row_of_keeper"),
            # What is due, over all ledgers and in one.
            models.Index(
                fields=["due_on", "id"],
                include=["ledger", "region", "organisation"],
                condition=models.Q(is_done=False, is_removed=False, due_on__isnull=False),
                name="ledger_row_due",
            ),
            # Chosen words: one mark a field; an array column has statistics for each word.
            GinIndex(fields=["marks"], name="ledger_row_marks"),
            GinIndex(fields=["search_text"], name="ledger_row_search", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the row."""
        return reverse("ledgers:row", args=[self.pk])

    @property
    def days_left(self) -> int | None:
        """Days until it is due, negative when overdue; None when nothing is due."""
        if self.due_on is None or self.is_done:
            return None
        return (self.due_on - clock.today()).days
