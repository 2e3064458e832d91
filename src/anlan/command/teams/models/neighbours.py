"""Teams of neighbouring regions that may be asked for help 跨区域协作."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.teams.choices import Capability, TeamKind
from anlan.kernel import clock
from anlan.kernel.models import TimeStamped


class NeighbourTeam(TimeStamped):
    """A team beyond the county's border: what it can do, whom to ask, under which agreement."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=TeamKind.choices)
    capabilities = ArrayField(
        models.CharField(max_length=40, choices=Capability.choices),
        verbose_name=_("capabilities"),
        default=list,
    )
    home_region = models.CharField(_("region it belongs to"), max_length=100)
    location = models.PointField(_("base of the team"), srid=4326)
    people = models.PositiveIntegerField(_("people it may send"), default=0)
    office = models.CharField(_("office to ask"), max_length=100)
    office_phone = models.CharField(_("phone of the office"), max_length=30)
    agreement = models.CharField(_("agreement"), max_length=200, blank=True)
    agreed_until = models.DateField(_("agreement runs until"), null=True, blank=True)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("team of a neighbouring region")
        verbose_name_plural = _("teams of neighbouring regions")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the neighbour."""
        return reverse("teams:neighbour", args=[self.pk])

    @property
    def capability_labels(self) -> list[str]:
        """The capabilities in words."""
        words = dict(Capability.choices)
        return [str(words.get(code, code)) for code in self.capabilities]

    @property
    def has_lapsed(self) -> bool:
        """Whether the agreement has run out."""
        return self.agreed_until is not None and self.agreed_until < clock.today()
