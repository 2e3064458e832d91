"""Evacuation 转移: who lives where it is dangerous, who fetches them, and where they are now."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.shelters.choices import ACCOUNTED, EvacuationState, Outcome
from anlan.kernel.fields import EncryptedTextField
from anlan.kernel.models import TimeStamped


class Household(TimeStamped):
    """A household of the standing list of those who must leave when danger comes 转移清单."""

    code = models.CharField(_("household number"), max_length=40, unique=True)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    place = models.CharField(_("door"), max_length=100)
    head_name = models.CharField(_("head of the household"), max_length=50)
    phone = EncryptedTextField(_("phone"), blank=True, default="")
    people = models.PositiveIntegerField(pgettext_lazy("household", "people"))
    in_need = models.CharField(_("people who need help"), max_length=100, blank=True)
    danger = models.CharField(_("danger"), max_length=100, blank=True)
    responsible = models.ForeignKey(
        "organisations.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible for moving them"),
    )
    shelter = models.ForeignKey(
        "shelters.Shelter",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("where to"),
    )
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("household to be moved")
        verbose_name_plural = _("households to be moved")
        ordering: ClassVar = ["code"]
        indexes: ClassVar = [models.Index(fields=["region", "code"], name="household_region")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(people__gt=0), name="household_has_people")
        ]

    def __str__(self) -> str:
        return f"{self.head_name} · {self.place}"

    def get_absolute_url(self) -> str:
        """The page of the household."""
        return reverse("shelters:household", args=[self.pk])


class Evacuation(TimeStamped):
    """The moving of one township's listed households for one incident 人员转移."""

    incident = models.ForeignKey(
        "incidents.Incident",
        on_delete=models.PROTECT,
        related_name="evacuations",
        verbose_name=_("incident"),
    )
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=EvacuationState.choices,
        default=EvacuationState.MOVING,
    )
    ordered_by = models.CharField(_("ordered by"), max_length=100)
    ordered_at = models.DateTimeField(_("ordered at"))
    due_at = models.DateTimeField(_("to be finished by"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    relieved_at = models.DateTimeField(_("provided for at"), null=True, blank=True)
    relief_note = models.CharField(_("what was provided"), max_length=300, blank=True)
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("noun", "evacuation")
        verbose_name_plural = pgettext_lazy("noun", "evacuations")
        ordering: ClassVar = ["-ordered_at", "region_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["incident", "region"],
                condition=~Q(state=EvacuationState.RETURNED),
                name="evacuation_once",
            )
        ]

    def __str__(self) -> str:
        return str(_("Moving the people of %(region)s") % {"region": self.region.name})

    def get_absolute_url(self) -> str:
        """The page of the evacuation."""
        return reverse("shelters:evacuation", args=[self.pk])


class EvacuationHousehold(models.Model):
    """A household in an evacuation: where its people are, told by whom."""

    evacuation = models.ForeignKey(
        Evacuation,
        on_delete=models.CASCADE,
        related_name="rows",
        verbose_name=pgettext_lazy("noun", "evacuation"),
    )
    household = models.ForeignKey(
        Household,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("household to be moved"),
    )
    people = models.PositiveIntegerField(pgettext_lazy("household", "people"))
    outcome = models.CharField(
        _("where they are"), max_length=20, choices=Outcome.choices, default=Outcome.WAITING
    )
    shelter = models.ForeignKey(
        "shelters.Shelter",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("shelter"),
    )
    follow_up = models.CharField(_("what is done about it"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("household in an evacuation")
        verbose_name_plural = _("households in an evacuation")
        ordering: ClassVar = ["evacuation_id", "household__code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evacuation", "household"], name="evacuation_household_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.SHELTERED, shelter__isnull=False)
                | (~Q(outcome=Outcome.SHELTERED) & Q(shelter__isnull=True)),
                name="sheltered_somewhere",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["evacuation", "outcome"], name="evacuation_outcome")
        ]

    def __str__(self) -> str:
        return str(self.household)

    @property
    def is_accounted(self) -> bool:
        """Whether somebody has told where its people are."""
        return self.outcome in ACCOUNTED
