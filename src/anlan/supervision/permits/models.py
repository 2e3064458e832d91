"""Permits of special operations (特殊作业票) as enterprises file them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.models import TimeStamped
from anlan.supervision.permits.choices import OPEN_STATES, PermitState


class WorkKind(models.Model):
    """A kind of special operation (特殊作业种类) with its grades, limits and clause.

    ``grades`` is a list of ``{"code", "name", "hours"}``: the longest a permit of that grade holds.
    """

    code = models.CharField(_("code"), max_length=30, primary_key=True)
    name = models.CharField(_("name"), max_length=50)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=100)
    grades = models.JSONField(_("grades and hours"), default=list)
    gas_test_minutes = models.PositiveSmallIntegerField(_("gas test holds (minutes)"), default=0)
    needs_guardian = models.BooleanField(_("needs a guardian"), default=True)
    is_fire = models.BooleanField(_("makes fire"), default=False)
    clause = models.CharField(_("clause"), max_length=50, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300)
    is_verified = models.BooleanField(_("checked against the primary text"), default=False)
    citation = models.CharField(_("confirmed by citation"), max_length=300, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=100, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("kind of special operation")
        verbose_name_plural = _("kinds of special operations")
        ordering: ClassVar = ["sort_order", "code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the kind with its limits."""
        from django.urls import reverse

        return reverse("permits:kind", args=[self.pk])

    @property
    def limits(self) -> str:
        """Grades and the hours a permit of each may hold, in words."""
        return "、".join(f"{g['name']} {float(g['hours']):g} h" for g in self.grades)

    def hours_of(self, grade: str) -> float | None:
        """Return how long a permit of this grade may hold, None for an unknown grade."""
        return next((float(g["hours"]) for g in self.grades if g["code"] == grade), None)

    def grade_name(self, grade: str) -> str:
        """Return the words of a grade."""
        return next((str(g["name"]) for g in self.grades if g["code"] == grade), grade)


class WorkPermit(TimeStamped):
    """A permit of a special operation: what, where, when, under whose eyes."""

    number = models.CharField(_("number"), max_length=50)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("enterprise"),
    )
    kind = models.ForeignKey(
        WorkKind, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind")
    )
    grade = models.CharField(pgettext_lazy("permit", "grade"), max_length=20)
    state = models.CharField(
        _("state"), max_length=20, choices=PermitState.choices, default=PermitState.FILED
    )
    place = models.CharField(_("place of work"), max_length=200)
    content = models.CharField(_("content of work"), max_length=500)
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    planned_from = models.DateTimeField(_("planned from"))
    planned_to = models.DateTimeField(_("planned to"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    workers = models.PositiveSmallIntegerField(_("people at work"), default=1)
    guardian = models.CharField(_("guardian"), max_length=50, blank=True)
    approver = models.CharField(_("approved by"), max_length=50)
    contractor = models.CharField(_("contractor"), max_length=200, blank=True)
    gas_tested_at = models.DateTimeField(_("gas tested at"), null=True, blank=True)
    gas_result = models.CharField(_("result of the gas test"), max_length=200, blank=True)
    is_gas_acceptable = models.BooleanField(_("gas test passed"), default=False)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("permit of special operation")
        verbose_name_plural = _("permits of special operations")
        ordering: ClassVar = ["-planned_from", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enterprise", "number"], name="permit_number_once_per_enterprise"
            ),
            models.CheckConstraint(
                condition=models.Q(planned_to__gt=models.F("planned_from")),
                name="permit_ends_after_it_begins",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["planned_from", "id"], name="permit_by_start"),
            # What goes on now, over the county.
            models.Index(
                fields=["enterprise", "planned_to"],
                condition=models.Q(state__in=OPEN_STATES),
                name="permit_open",
            ),
            models.Index(fields=["state", "planned_from", "id"], name="permit_by_state"),
            GinIndex(fields=["search_text"], name="permit_search", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    def get_absolute_url(self) -> str:
        """The page of the permit."""
        from django.urls import reverse

        return reverse("permits:detail", args=[self.pk])

    @property
    def grade_label(self) -> str:
        """The grade in words."""
        return self.kind.grade_name(self.grade)

    @property
    def is_overrun(self) -> bool:
        """Whether the work goes on after the permit has run out."""
        return (
            self.state in (PermitState.WORKING, PermitState.STOPPED)
            and self.planned_to < clock.now()
        )
