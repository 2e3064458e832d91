"""What leaders and units did for their duties 履职记录."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.responsibility.choices import DutyKind
from anlan.governance.responsibility.models.lists import WorkItem
from anlan.kernel.models import TimeStamped


class DutyRecord(TimeStamped):
    """That a leader or a unit performed a duty on a day, as the platform knows or as entered."""

    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("duty record", "who"),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=DutyKind.choices)
    day = models.DateField(_("day"))
    text = models.CharField(pgettext_lazy("duty record", "what was done"), max_length=500)
    work_item = models.ForeignKey(
        WorkItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="records",
        verbose_name=_("annual work item"),
    )
    times = models.PositiveSmallIntegerField(
        pgettext_lazy("duty record", "counts so many times"), default=1
    )
    is_automatic = models.BooleanField(
        pgettext_lazy("duty record", "known to the platform"), default=False
    )
    subject_type = models.CharField(_("subject type"), max_length=100, blank=True)
    subject_id = models.CharField(_("subject id"), max_length=64, blank=True)
    subject_url = models.CharField(pgettext_lazy("duty record", "page"), max_length=300, blank=True)
    entered_by = models.CharField(pgettext_lazy("duty record", "entered by"), max_length=100)

    class Meta:
        verbose_name = _("duty performance record")
        verbose_name_plural = _("duty performance records")
        ordering: ClassVar = ["-day", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "organisation", "kind", "subject_type", "subject_id"],
                condition=~Q(subject_type=""),
                nulls_distinct=False,
                name="duty_record_once_per_subject",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["person", "day"]),
            models.Index(fields=["organisation", "day"]),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The page of the record."""
        return reverse("responsibility:record", args=[self.pk])
