"""Results: of a unit, of each of its items with the facts frozen, and the marks given."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.assessment.choices import (
    BAND_TONES,
    ITEM_TONES,
    OPEN_ITEMS,
    Band,
    ItemState,
)
from anlan.governance.assessment.models.run import Run
from anlan.governance.assessment.models.scheme import SchemeItem, points_field
from anlan.kernel.models import TimeStamped


class UnitResult(TimeStamped):
    """What one unit (or one leading official) came to in an assessment."""

    run = models.ForeignKey(
        Run, on_delete=models.CASCADE, related_name="results", verbose_name=_("assessment")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("unit"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("leading official"),
    )
    group_name = models.CharField(pgettext_lazy("assessment", "group"), max_length=100, blank=True)
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    handed_in_by = models.CharField(_("handed in by"), max_length=100, blank=True)
    base = points_field(_("points earned"), null=True, blank=True)
    bonus = points_field(_("bonus points"), default=0)
    deduction = points_field(_("points taken away"), default=0)
    score = points_field(_("score"), null=True, blank=True)
    comparable = points_field(_("comparable score"), null=True, blank=True)
    by_part = models.JSONField(_("points by part"), default=dict)
    missing = models.PositiveSmallIntegerField(_("items without data"), default=0)
    vetoed = models.TextField(_("one-vote veto"), blank=True)
    band = models.CharField(
        pgettext_lazy("assessment", "grade"), max_length=10, choices=Band.choices, blank=True
    )
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    rank_before = models.PositiveSmallIntegerField(_("rank last time"), null=True, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    inputs_sha256 = models.CharField(_("checksum of the inputs"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("assessment result")
        verbose_name_plural = _("assessment results")
        ordering: ClassVar = ["rank", "organisation_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "organisation"],
                condition=Q(person__isnull=True),
                name="assessment_result_once",
            ),
            models.UniqueConstraint(
                fields=["run", "person"],
                condition=Q(person__isnull=False),
                name="assessment_result_person_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who} · {self.run}"

    def get_absolute_url(self) -> str:
        """Every item with its facts."""
        return reverse("assessment:result", args=[self.pk])

    @property
    def who(self) -> str:
        """The unit, or the official with the unit."""
        name = self.organisation.short_name or self.organisation.name
        return f"{self.person.name}（{name}）" if self.person is not None else name

    @property
    def band_tone(self) -> str:
        """Tone of the grade."""
        return BAND_TONES.get(self.band, "neutral")

    @property
    def change(self) -> int | None:
        """Places gained (positive) or lost against last time."""
        if self.rank is None or self.rank_before is None:
            return None
        return self.rank_before - self.rank


class ItemResult(TimeStamped):
    """One item of one unit: what was found, how many points, why."""

    result = models.ForeignKey(
        UnitResult,
        on_delete=models.CASCADE,
        related_name="items",
        verbose_name=_("assessment result"),
    )
    item = models.ForeignKey(
        SchemeItem, on_delete=models.PROTECT, related_name="+", verbose_name=_("score item")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ItemState.choices, default=ItemState.WAITING
    )
    facts = models.JSONField(pgettext_lazy("assessment", "facts"), default=dict)
    self_points = points_field(_("self-score"), null=True, blank=True)
    self_note = models.TextField(_("self-report"), blank=True)
    points = points_field(pgettext_lazy("assessment", "points"), null=True, blank=True)
    words = models.TextField(_("why so many points"), blank=True)
    settled_by = models.CharField(_("decided by the office"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("item result")
        verbose_name_plural = _("item results")
        ordering: ClassVar = ["item__part__sort_order", "item__sort_order", "item_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "item"], name="item_result_once"),
        ]
        indexes: ClassVar = [
            # The assessor's queue.
            models.Index(fields=["state", "item"], name="item_result_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.item.name} · {self.result.who}"

    def get_absolute_url(self) -> str:
        """The item alone: evidence, marks, decision."""
        return reverse("assessment:item", args=[self.pk])

    @property
    def tone(self) -> str:
        """Tone of the badge."""
        return ITEM_TONES[self.state]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in OPEN_ITEMS


class ItemMark(models.Model):
    """The mark of one assessor. The second is asked for when the difference matters."""

    item_result = models.ForeignKey(
        ItemResult, on_delete=models.CASCADE, related_name="marks", verbose_name=_("item result")
    )
    points = points_field(pgettext_lazy("assessment", "points"))
    reason = models.TextField(_("reason"), blank=True)
    by_id = models.CharField(_("marked by, account"), max_length=64)
    by_name = models.CharField(_("marked by"), max_length=100)
    organisation_id = models.BigIntegerField(_("organisation"), null=True, blank=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = pgettext_lazy("assessment", "marks")
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item_result", "by_id"], name="item_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} {self.points}"
