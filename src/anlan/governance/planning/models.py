"""Planning documents and what was read in them, every item at its line."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.planning.choices import (
    OUT,
    Change,
    DocumentState,
    ItemState,
    Origin,
)
from anlan.kernel.models import TimeStamped


class PlanningDocument(TimeStamped):
    """A file with one plan or several, as it was read: the source of promises."""

    name = models.CharField(_("name"), max_length=200)
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64, unique=True)
    lines = models.JSONField(_("lines"), default=list)
    outline = models.JSONField(pgettext_lazy("planning", "headings"), default=list)
    plans = models.JSONField(pgettext_lazy("planning", "plans in the document"), default=list)
    indicator_count = models.PositiveIntegerField(
        pgettext_lazy("planning", "indicators"), default=0
    )
    task_count = models.PositiveIntegerField(pgettext_lazy("planning", "tasks"), default=0)
    doubt_count = models.PositiveIntegerField(_("doubts"), default=0)
    doubts = models.JSONField(_("doubts"), default=list)
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    loaded_by = models.CharField(pgettext_lazy("planning", "read in by"), max_length=100)
    state = models.CharField(
        _("state"), max_length=20, choices=DocumentState.choices, default=DocumentState.READING
    )
    previous = models.OneToOneField(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="next",
        verbose_name=pgettext_lazy("planning", "version before"),
    )
    version = models.PositiveSmallIntegerField(pgettext_lazy("planning", "version"), default=1)
    resembles = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("planning", "resembles"),
    )
    resemblance = models.PositiveSmallIntegerField(
        pgettext_lazy("planning", "lines in common (%)"), default=0
    )
    seen_doubts = models.JSONField(_("doubts looked at"), default=list)
    confirmed_by = models.CharField(
        pgettext_lazy("planning", "confirmed by"), max_length=100, blank=True
    )
    confirmed_at = models.DateTimeField(
        pgettext_lazy("planning", "confirmed at"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("planning document")
        verbose_name_plural = _("planning documents")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The text beside what was read in it."""
        return reverse("planning:document", args=[self.pk])

    def open_doubts(self) -> list[int]:
        """Return the numbers of doubts nobody has looked at.

        Those on a line with an item are looked at with the item.
        """
        lines = {
            line
            for rows in (self.tasks, self.indicators)
            for line in rows.values_list("line", flat=True)
        }
        return [
            number
            for number, doubt in enumerate(self.doubts)
            if number not in self.seen_doubts and doubt[0] not in lines
        ]


def new_key() -> str:
    """Return a key nobody has."""
    return uuid.uuid4().hex[:12]


class AnchoredQuerySet(models.QuerySet[Any]):
    """Questions asked of tasks and indicators alike."""

    def standing(self) -> AnchoredQuerySet:
        """Those that count: not left out, not merged away, not of a version that was replaced."""
        return (
            self.exclude(state__in=OUT)
            .exclude(change=Change.GONE)
            .exclude(document__state=DocumentState.SUPERSEDED)
        )

    def in_force(self) -> AnchoredQuerySet:
        """Confirmed ones; those of a new version only when its differences are confirmed."""
        return (
            self.standing()
            .filter(state=ItemState.CONFIRMED)
            .filter(
                models.Q(document__state=DocumentState.CONFIRMED)
                | models.Q(document__previous=None)
            )
        )


class Anchored(TimeStamped):
    """Something read in a document, with its line and its words there.

    ``key`` stays the same when a new version says the same thing; ``anchors`` are all places
    [line, quote, first character, last character] an item stands for (several after a merge);
    ``original`` is what the program had read; ``revision`` counts the writings of this row, so
    that of two people the second is told.
    """

    key = models.CharField(
        pgettext_lazy("planned item", "key"), max_length=16, default=new_key, db_index=True
    )
    line = models.PositiveIntegerField(pgettext_lazy("text", "line"))
    quote = models.TextField(_("words of the text"))
    plan_name = models.CharField(
        pgettext_lazy("planning", "plan in the document"), max_length=200, blank=True
    )
    deadline = models.DateField(pgettext_lazy("planning", "deadline"), null=True, blank=True)
    doubts = ArrayField(models.CharField(max_length=40), verbose_name=_("doubts"), default=list)
    anchors = models.JSONField(pgettext_lazy("planned item", "places in the text"), default=list)
    original = models.JSONField(pgettext_lazy("planned item", "as it was read"), default=dict)
    state = models.CharField(
        _("state"), max_length=20, choices=ItemState.choices, default=ItemState.READ
    )
    origin = models.CharField(
        pgettext_lazy("planned item", "found by"),
        max_length=20,
        choices=Origin.choices,
        default=Origin.READ,
    )
    change = models.CharField(
        pgettext_lazy("planned item", "against the version before"),
        max_length=20,
        choices=Change.choices,
        default=Change.NONE,
        blank=True,
    )
    predecessor = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("planned item", "in the version before"),
    )
    decided_by = models.CharField(_("decided by"), max_length=100, blank=True)
    decided_at = models.DateTimeField(
        pgettext_lazy("planned item", "decided at"), null=True, blank=True
    )
    revision = models.PositiveIntegerField(pgettext_lazy("planned item", "revision"), default=1)

    #: What a person corrects and what is compared between versions.
    FIELDS: ClassVar[tuple[str, ...]] = ()
    KIND: ClassVar[str] = ""

    objects = AnchoredQuerySet.as_manager()

    class Meta:
        abstract = True

    def content(self) -> dict[str, Any]:
        """Return what it says, as plain values."""
        return {name: plain_value(getattr(self, name)) for name in self.FIELDS}

    @property
    def corrections(self) -> list[str]:
        """The fields that no longer say what the program had read."""
        now = self.content()
        return [name for name in self.FIELDS if self.original and now[name] != self.original[name]]


def plain_value(value: Any) -> Any:
    """Return a value as JSON keeps it; days as YYYY-MM-DD."""
    return value.isoformat() if isinstance(value, date) else value


class PlannedIndicator(Anchored):
    """A named measure with the target a plan sets."""

    document = models.ForeignKey(
        PlanningDocument,
        on_delete=models.CASCADE,
        related_name="indicators",
        verbose_name=_("planning document"),
    )
    name = models.CharField(_("name"), max_length=300)
    unit = models.CharField(pgettext_lazy("measure", "unit"), max_length=30, blank=True)
    baseline = models.CharField(pgettext_lazy("planning", "baseline"), max_length=100, blank=True)
    target = models.CharField(pgettext_lazy("planning", "target"), max_length=200)
    is_binding = models.BooleanField(pgettext_lazy("planning", "binding"), null=True, blank=True)

    FIELDS: ClassVar = ("name", "unit", "baseline", "target", "is_binding", "deadline")
    KIND: ClassVar = "indicator"

    class Meta:
        verbose_name = _("planned indicator")
        verbose_name_plural = _("planned indicators")
        ordering: ClassVar = ["document_id", "line", "id"]
        indexes: ClassVar = [models.Index(fields=["deadline", "id"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "key"], name="planned_indicator_key_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The place in the document."""
        return f"{reverse('planning:document', args=[self.document_id])}#indicator-{self.pk}"


class PlannedTask(Anchored):
    """An obligation of a plan: what, who leads, who supports, until when, how much, how often."""

    document = models.ForeignKey(
        PlanningDocument,
        on_delete=models.CASCADE,
        related_name="tasks",
        verbose_name=_("planning document"),
    )
    title = models.CharField(pgettext_lazy("planning", "task"), max_length=120)
    text = models.TextField(_("text"))
    lead_units = models.CharField(
        pgettext_lazy("planning", "lead units"), max_length=600, blank=True
    )
    support_units = models.CharField(
        pgettext_lazy("planning", "supporting units"), max_length=1000, blank=True
    )
    quantity = models.CharField(
        pgettext_lazy("planning", "number to be reached"), max_length=300, blank=True
    )
    cadence = models.CharField(pgettext_lazy("planning", "how often"), max_length=100, blank=True)

    FIELDS: ClassVar = (
        "text",
        "lead_units",
        "support_units",
        "deadline",
        "quantity",
        "cadence",
    )
    KIND: ClassVar = "task"

    class Meta:
        verbose_name = _("planned task")
        verbose_name_plural = _("planned tasks")
        ordering: ClassVar = ["document_id", "line", "id"]
        indexes: ClassVar = [models.Index(fields=["deadline", "id"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "key"], name="planned_task_key_once")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The place in the document."""
        return f"{reverse('planning:document', args=[self.document_id])}#task-{self.pk}"


class PlanningCorrection(models.Model):
    """One step of a person at a document: what the touched items said before, so that it can be
    taken back and asked after."""

    document = models.ForeignKey(
        PlanningDocument,
        on_delete=models.CASCADE,
        related_name="corrections",
        verbose_name=_("planning document"),
    )
    verb = models.CharField(pgettext_lazy("planning correction", "step"), max_length=20)
    before = models.JSONField(pgettext_lazy("planning correction", "before"), default=list)
    created = models.JSONField(pgettext_lazy("planning correction", "made by it"), default=list)
    touched = ArrayField(
        models.CharField(max_length=40),
        verbose_name=pgettext_lazy("planning correction", "items"),
        default=list,
    )
    actor_id = models.CharField(_("actor"), max_length=64)
    done_by = models.CharField(pgettext_lazy("planning correction", "done by"), max_length=100)
    done_at = models.DateTimeField(pgettext_lazy("planning correction", "done at"))
    is_undone = models.BooleanField(pgettext_lazy("planning correction", "undone"), default=False)

    class Meta:
        verbose_name = _("correction of a planning document")
        verbose_name_plural = _("corrections of planning documents")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.verb} {self.done_by}"
