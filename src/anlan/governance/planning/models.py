"""Planning documents and what was read in them, every item at its line."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped


class PlanningDocument(TimeStamped):
    """A file with one plan or several, as it was read: the source of promises."""

    name = models.CharField(_("name"), max_length=200)
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("checksum"), max_length=64, unique=True)
    lines = models.JSONField(_("lines"), default=list)
    plans = models.JSONField(pgettext_lazy("planning", "plans in the document"), default=list)
    indicator_count = models.PositiveIntegerField(
        pgettext_lazy("planning", "indicators"), default=0
    )
    task_count = models.PositiveIntegerField(pgettext_lazy("planning", "tasks"), default=0)
    doubt_count = models.PositiveIntegerField(_("doubts"), default=0)
    doubts = models.JSONField(_("doubts"), default=list)
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    loaded_by = models.CharField(pgettext_lazy("planning", "read in by"), max_length=100)

    class Meta:
        verbose_name = _("planning document")
        verbose_name_plural = _("planning documents")
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The text beside what was read in it."""
        return reverse("planning:document", args=[self.pk])


class Anchored(TimeStamped):
    """Something read in a document, with its line and its words there."""

    line = models.PositiveIntegerField(pgettext_lazy("text", "line"))
    quote = models.TextField(_("words of the text"))
    plan_name = models.CharField(
        pgettext_lazy("planning", "plan in the document"), max_length=200, blank=True
    )
    deadline = models.DateField(pgettext_lazy("planning", "deadline"), null=True, blank=True)
    doubts = ArrayField(models.CharField(max_length=40), verbose_name=_("doubts"), default=list)

    class Meta:
        abstract = True


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

    class Meta:
        verbose_name = _("planned indicator")
        verbose_name_plural = _("planned indicators")
        ordering: ClassVar = ["document_id", "line", "id"]
        indexes: ClassVar = [models.Index(fields=["deadline", "id"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The place in the document."""
        return f"{reverse('planning:document', args=[self.document_id])}#line-{self.line}"


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

    class Meta:
        verbose_name = _("planned task")
        verbose_name_plural = _("planned tasks")
        ordering: ClassVar = ["document_id", "line", "id"]
        indexes: ClassVar = [models.Index(fields=["deadline", "id"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The place in the document."""
        return f"{reverse('planning:document', args=[self.document_id])}#line-{self.line}"
