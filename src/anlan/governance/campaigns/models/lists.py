"""The two lists of a campaign: problems and hazards, institutions and measures."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.campaigns.choices import UNCLEARED, EntryLevel, EntryState, ListKind
from anlan.governance.campaigns.models.campaign import Campaign, SubPlan
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class ListEntry(TimeStamped):
    """A problem to be removed or an institution to be set up: by whom, until when, how cleared."""

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="entries", verbose_name=_("campaign")
    )
    sub_plan = models.ForeignKey(
        SubPlan,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name=_("sub-plan"),
    )
    kind = models.CharField(_("list"), max_length=20, choices=ListKind.choices)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("description"), blank=True)
    level = models.CharField(_("level"), max_length=10, choices=EntryLevel.choices, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    unit = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit in charge"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    hazard = models.ForeignKey(
        "hazards.Hazard",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("hazard in supervision"),
    )
    listed_on = models.DateField(_("listed on"))
    due_on = models.DateField(pgettext_lazy("list entry", "to be cleared by"))
    remedy = models.TextField(pgettext_lazy("list entry", "what was done"), blank=True)
    cleared_on = models.DateField(_("cleared on"), null=True, blank=True)
    cleared_by = models.CharField(_("cleared by"), max_length=100, blank=True)
    submitted_by_id = models.CharField(max_length=100, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=EntryState.choices, default=EntryState.OPEN
    )

    class Meta:
        verbose_name = _("list entry")
        verbose_name_plural = _("list entries")
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id"]),
            models.Index(fields=["campaign", "kind", "state"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="problem", level__in=["major", "general"])
                | Q(kind="system", level=""),
                name="list_entry_level_of_problems",
            ),
            models.UniqueConstraint(
                fields=["campaign", "hazard"],
                condition=Q(hazard__isnull=False),
                name="hazard_listed_once_in_campaign",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("campaigns:entry", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and it is not cleared."""
        return self.state in UNCLEARED and self.due_on < clock.today()

    def is_late_on(self, day: date) -> bool:
        """Whether it was late on a day: due before it and not cleared until then."""
        if self.state == EntryState.DROPPED or self.due_on >= day:
            return False
        return self.cleared_on is None or self.cleared_on > day
