"""The roster 值班表: shifts of the day and who stands them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Deferrable, Func
from django.utils.translation import gettext_lazy as _

from anlan.command.duty.choices import DutyRole
from anlan.kernel.models import TimeStamped


class _TsTzRange(Func):
    """``tstzrange(start, end, '[)')`` as the exclusion constraint compares it."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Shift(models.Model):
    """A shift of the day, e.g. 08:30 to 17:30; ending before it starts, it runs past midnight."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=50)
    starts_at = models.TimeField(_("starts at"))
    ends_at = models.TimeField(_("ends at"))
    order = models.PositiveSmallIntegerField(_("order"), default=10)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        ordering: ClassVar = ["order", "code"]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    @property
    def is_overnight(self) -> bool:
        """Whether the shift ends on the following day."""
        return self.ends_at <= self.starts_at


class DutyAssignment(TimeStamped):
    """That a person stands a shift of an office in a role."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("office"),
    )
    shift = models.ForeignKey(
        Shift, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("shift")
    )
    day = models.DateField(_("day"), help_text=_("on which the shift begins"))
    person = models.ForeignKey(
        "organisations.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    role = models.CharField(
        _("role on duty"), max_length=20, choices=DutyRole.choices, default=DutyRole.OFFICER
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("duty assignment")
        verbose_name_plural = _("roster")
        ordering: ClassVar = ["starts_at", "role", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="duty_ends_after_start"
            ),
            # Nobody stands two places at once; looked at when the statement is done, so that two
            # people can change places in one.
            ExclusionConstraint(
                name="duty_person_not_twice",
                deferrable=Deferrable.IMMEDIATE,
                expressions=[
                    (
                        _TsTzRange("starts_at", "ends_at", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                    ("person", RangeOperators.EQUAL),
                ],
            ),
        ]
        indexes: ClassVar = [
            # Who is on duty now.
            models.Index(fields=["ends_at", "starts_at"], name="duty_now"),
            models.Index(fields=["organisation", "day"], name="duty_office_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_role_display()} {self.person}"
