"""Where a document and what was read in it stand."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class DocumentState(models.TextChoices):
    """Where a planning document stands on its way to promises."""

    READING = "reading", pgettext_lazy("planning document", "to be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("planning document", "confirmed")
    SUPERSEDED = "superseded", pgettext_lazy("planning document", "replaced by a new version")


class ItemState(models.TextChoices):
    """What a person decided on something read."""

    READ = "read", pgettext_lazy("planned item", "to be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("planned item", "confirmed")
    LEFT_OUT = "left_out", pgettext_lazy("planned item", "left out")
    MERGED = "merged", pgettext_lazy("planned item", "merged into another")


class Origin(models.TextChoices):
    """Who found an item: the program, or a person."""

    READ = "read", pgettext_lazy("planned item", "found by the program")
    ADDED = "added", pgettext_lazy("planned item", "added by a person")
    SPLIT = "split", pgettext_lazy("planned item", "split off by a person")


class Change(models.TextChoices):
    """How an item stands to the version of the document before."""

    NONE = "", pgettext_lazy("planned item", "first version")
    SAME = "same", pgettext_lazy("planned item", "as before")
    CHANGED = "changed", pgettext_lazy("planned item", "changed")
    NEW = "new", pgettext_lazy("planned item", "new")
    GONE = "gone", pgettext_lazy("planned item", "gone")


#: States in which an item no longer counts.
OUT = (ItemState.LEFT_OUT, ItemState.MERGED)

DOCUMENT_TONES: dict[str, str] = {
    DocumentState.READING: "waiting",
    DocumentState.CONFIRMED: "done",
    DocumentState.SUPERSEDED: "neutral",
}
ITEM_TONES: dict[str, str] = {
    ItemState.READ: "waiting",
    ItemState.CONFIRMED: "done",
    ItemState.LEFT_OUT: "neutral",
    ItemState.MERGED: "neutral",
}
