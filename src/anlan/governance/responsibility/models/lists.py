"""Lists of responsibilities 责任清单 and the work lists of a year 年度工作清单."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.responsibility.choices import (
    TIMES_A_YEAR,
    Cadence,
    DutyKind,
    HolderKind,
    WorkListState,
)
from anlan.kernel.models import TimeStamped


class LegalDuty(TimeStamped):
    """A duty as a law or document sets it, from which lists are drawn up."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    holder_kind = models.CharField(
        pgettext_lazy("responsibility", "for"), max_length=20, choices=HolderKind.choices
    )
    text = models.TextField(pgettext_lazy("responsibility", "duty"))
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    cadence = models.CharField(
        pgettext_lazy("responsibility", "how often"),
        max_length=20,
        choices=Cadence.choices,
        default=Cadence.OCCASION,
    )
    record_kind = models.CharField(
        pgettext_lazy("responsibility", "performed by"),
        max_length=20,
        choices=DutyKind.choices,
        default=DutyKind.OTHER,
    )
    sort_order = models.PositiveIntegerField(_("sort order"), default=100)

    class Meta:
        verbose_name = _("legal duty")
        verbose_name_plural = _("legal duties")
        ordering: ClassVar = ["holder_kind", "sort_order", "code"]

    def __str__(self) -> str:
        return self.text[:80]


class ResponsibilityList(TimeStamped):
    """What one leader, department, township or enterprise answers for."""

    holder_kind = models.CharField(
        pgettext_lazy("responsibility", "kind of holder"),
        max_length=20,
        choices=HolderKind.choices,
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation"),
    )
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("responsibility", "leader"),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    remarks = models.TextField(_("remarks"), blank=True)

    class Meta:
        verbose_name = _("responsibility list")
        verbose_name_plural = _("responsibility lists")
        ordering: ClassVar = ["holder_kind", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(person__isnull=False),
                name="responsibility_list_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(person__isnull=True),
                name="responsibility_list_once_per_unit",
            ),
        ]

    def __str__(self) -> str:
        if self.person is not None:
            return f"{self.person.title} {self.person.name}".strip()
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        """The page of the list."""
        return reverse("responsibility:list", args=[self.pk])


class Responsibility(TimeStamped):
    """One duty of a list, with its basis."""

    list = models.ForeignKey(
        ResponsibilityList,
        on_delete=models.CASCADE,
        related_name="items",
        verbose_name=_("responsibility list"),
    )
    legal_duty = models.ForeignKey(
        LegalDuty,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("legal duty"),
    )
    text = models.TextField(pgettext_lazy("responsibility", "duty"))
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    cadence = models.CharField(
        pgettext_lazy("responsibility", "how often"),
        max_length=20,
        choices=Cadence.choices,
        default=Cadence.OCCASION,
    )
    record_kind = models.CharField(
        pgettext_lazy("responsibility", "performed by"),
        max_length=20,
        choices=DutyKind.choices,
        default=DutyKind.OTHER,
    )
    sort_order = models.PositiveIntegerField(_("sort order"), default=100)

    class Meta:
        verbose_name = _("listed responsibility")
        verbose_name_plural = _("listed responsibilities")
        ordering: ClassVar = ["list_id", "sort_order", "id"]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The list it stands in."""
        return self.list.get_absolute_url()

    @property
    def times_a_year(self) -> int:
        """How often it is to be performed in a year; 0: whenever there is occasion."""
        return TIMES_A_YEAR[Cadence(self.cadence)]


class WorkList(TimeStamped):
    """What the holder of a list undertakes for a year, confirmed and published."""

    list = models.ForeignKey(
        ResponsibilityList,
        on_delete=models.PROTECT,
        related_name="work_lists",
        verbose_name=_("responsibility list"),
    )
    year = models.PositiveIntegerField(_("year"))
    state = models.CharField(
        _("state"), max_length=20, choices=WorkListState.choices, default=WorkListState.DRAFT
    )
    confirmed_at = models.DateTimeField(
        pgettext_lazy("work list", "confirmed at"), null=True, blank=True
    )
    confirmed_by = models.CharField(
        pgettext_lazy("work list", "confirmed by"), max_length=100, blank=True
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    version = models.PositiveSmallIntegerField(pgettext_lazy("work list", "version"), default=1)

    class Meta:
        verbose_name = _("annual work list")
        verbose_name_plural = _("annual work lists")
        ordering: ClassVar = ["-year", "list_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "year"], name="work_list_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.year}"

    def get_absolute_url(self) -> str:
        """The page of the work list."""
        return reverse("responsibility:work_list", args=[self.pk])


class WorkItem(TimeStamped):
    """One undertaking of a year: what, how often, until when; done when records say so."""

    work_list = models.ForeignKey(
        WorkList, on_delete=models.CASCADE, related_name="items", verbose_name=_("annual work list")
    )
    responsibility = models.ForeignKey(
        Responsibility,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("listed responsibility"),
    )
    text = models.TextField(pgettext_lazy("work list", "work"))
    record_kind = models.CharField(
        pgettext_lazy("responsibility", "performed by"),
        max_length=20,
        choices=DutyKind.choices,
        default=DutyKind.OTHER,
    )
    cadence = models.CharField(
        pgettext_lazy("responsibility", "how often"),
        max_length=20,
        choices=Cadence.choices,
        default=Cadence.OCCASION,
    )
    times = models.PositiveIntegerField(pgettext_lazy("work list", "times in the year"), default=1)
    due_on = models.DateField(_("due on"))
    is_task = models.BooleanField(
        pgettext_lazy("work list", "becomes a task of the unit"), default=True
    )
    given_on = models.DateField(
        pgettext_lazy("work list", "given as a task on"), null=True, blank=True
    )
    sort_order = models.PositiveIntegerField(_("sort order"), default=100)

    class Meta:
        verbose_name = _("annual work item")
        verbose_name_plural = _("annual work items")
        ordering: ClassVar = ["work_list_id", "sort_order", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(times__gt=0), name="work_item_times")
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The work list it stands in."""
        return self.work_list.get_absolute_url()
