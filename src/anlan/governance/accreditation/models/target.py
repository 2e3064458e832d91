"""How many demonstration units are to be created in a period: “新增5个”."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped


class Target(TimeStamped):
    """So many new units of a kind in a part of the county, from a day to a day."""

    kind_code = models.CharField(
        pgettext_lazy("accreditation", "kind of demonstration unit"), max_length=50
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    name = models.CharField(_("name"), max_length=200)
    planned = models.PositiveSmallIntegerField(pgettext_lazy("accreditation", "planned"))
    starts_on = models.DateField(pgettext_lazy("accreditation", "counts from"))
    ends_on = models.DateField(pgettext_lazy("accreditation", "to be reached by"))
    basis = models.CharField(_("basis"), max_length=300, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("accreditation", "target of creation")
        verbose_name_plural = pgettext_lazy("accreditation", "targets of creation")
        ordering: ClassVar = ["ends_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="accred_target_days_in_order"
            ),
            models.CheckConstraint(condition=Q(planned__gt=0), name="accred_target_is_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the targets, at this one."""
        return f"{reverse('accreditation:targets')}#target-{self.pk}"
