"""A problem found at one stage, and the numbers by which cases of one origin are known."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.chains.choices import CLUE_TONES, ClueState, KeyKind
from anlan.governance.chains.models.chain import Chain, Stage
from anlan.kernel.models import TimeStamped


class Clue(TimeStamped):
    """A problem found at one stage of a chain, traced to its source and to where else it went."""

    number = models.CharField(_("number"), max_length=50, unique=True)
    chain = models.ForeignKey(
        Chain, on_delete=models.PROTECT, related_name="clues", verbose_name=_("chain")
    )
    stage = models.ForeignKey(
        Stage,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("clue", "found at the stage"),
    )
    title = models.CharField(pgettext_lazy("clue", "problem"), max_length=200)
    text = models.TextField(pgettext_lazy("clue", "what was found"), blank=True)
    place = models.CharField(_("place"), max_length=200)
    unit_name = models.CharField(
        pgettext_lazy("clue", "unit or person concerned"), max_length=100, blank=True
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    #: Who found it.
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("clue", "reported by the unit"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ClueState.choices, default=ClueState.NEW
    )
    found_at = models.DateTimeField(pgettext_lazy("clue", "found at"))
    reported_by = models.CharField(pgettext_lazy("clue", "reported by"), max_length=100)
    reported_by_id = models.CharField(max_length=64, editable=False)
    sent_at = models.DateTimeField(pgettext_lazy("clue", "sent at"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=100, blank=True)
    checked_by_id = models.CharField(max_length=64, blank=True, editable=False)
    closed_at = models.DateTimeField(pgettext_lazy("clue", "closed at"), null=True, blank=True)
    closed_by = models.CharField(pgettext_lazy("clue", "closed by"), max_length=100, blank=True)
    result = models.TextField(pgettext_lazy("clue", "result"), blank=True)

    class Meta:
        verbose_name = _("clue along a chain")
        verbose_name_plural = _("clues along chains")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["chain", "state"]),
            models.Index(fields=["state", "id"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("chains:clue", args=[self.pk])

    @property
    def tone(self) -> str:
        """Tone of the state badge."""
        return CLUE_TONES.get(self.state, "neutral")


class ClueKey(TimeStamped):
    """A producer, batch or certificate of a clue; equal ones link cases of one origin."""

    clue = models.ForeignKey(
        Clue, on_delete=models.CASCADE, related_name="keys", verbose_name=_("clue along a chain")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=KeyKind.choices)
    value = models.CharField(pgettext_lazy("origin", "name or number"), max_length=100)
    #: The value without width, case, spaces and marks: as two people would write it.
    key = models.CharField(max_length=100, editable=False)

    class Meta:
        verbose_name = _("origin of a clue")
        verbose_name_plural = _("origins of clues")
        ordering: ClassVar = ["clue_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clue", "kind", "key"], name="clue_key_once")
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "key"])]

    def __str__(self) -> str:
        return self.value

    def get_absolute_url(self) -> str:
        """The clue."""
        return self.clue.get_absolute_url()
