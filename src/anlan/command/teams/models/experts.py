"""Emergency experts 应急专家: who knows what, and who was asked about which incident."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.incidents.public import IncidentKind
from anlan.command.teams.choices import Availability
from anlan.kernel import clock
from anlan.kernel.fields import EncryptedTextField
from anlan.kernel.models import TimeStamped


class Expert(TimeStamped):
    """A person whose knowledge a commander asks for, appointed for some years."""

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=50)
    incident_kinds = ArrayField(
        models.CharField(max_length=50, choices=IncidentKind.choices),
        verbose_name=_("kinds of incident he knows"),
        default=list,
    )
    field = models.CharField(_("field of expertise"), max_length=200)
    employer = models.CharField(_("place of work"), max_length=100, blank=True)
    title = models.CharField(_("professional title"), max_length=100, blank=True)
    phone = EncryptedTextField(_("mobile phone"), blank=True, default="")
    person = models.ForeignKey(
        "organisations.Person",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
        help_text=_("with a person of the contact book he is told through the platform"),
    )
    region = models.ForeignKey("regions.Region", on_delete=models.PROTECT, verbose_name=_("region"))
    appointed_on = models.DateField(_("appointed on"), null=True, blank=True)
    appointed_until = models.DateField(_("appointed until"), null=True, blank=True)
    availability = models.CharField(
        _("availability"),
        max_length=20,
        choices=Availability.choices,
        default=Availability.AVAILABLE,
    )
    availability_note = models.CharField(_("note on availability"), max_length=200, blank=True)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("emergency expert")
        verbose_name_plural = _("emergency experts")
        ordering: ClassVar = ["code"]
        # Experts of one kind of incident.
        indexes: ClassVar = [GinIndex(fields=["incident_kinds"], name="expert_kinds")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the expert."""
        return reverse("teams:expert", args=[self.pk])

    @property
    def kind_labels(self) -> list[str]:
        """The kinds of incident in words."""
        words: dict[str, Any] = dict(IncidentKind.choices)
        return [str(words.get(code, code)) for code in self.incident_kinds]

    @property
    def is_term_over(self) -> bool:
        """Whether the appointment has run out."""
        return self.appointed_until is not None and self.appointed_until < clock.today()


class ExpertRequest(models.Model):
    """That an expert was asked about an incident: when, by whom, and on which way."""

    expert = models.ForeignKey(
        Expert,
        on_delete=models.CASCADE,
        related_name="requests",
        verbose_name=_("emergency expert"),
    )
    incident = models.ForeignKey(
        "incidents.Incident", on_delete=models.CASCADE, related_name="+", verbose_name=_("incident")
    )
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    asked_by = models.CharField(_("asked by"), max_length=100)
    by_notice = models.BooleanField(
        _("told through the platform"), help_text=_("otherwise he was called by phone")
    )

    class Meta:
        verbose_name = _("request to an expert")
        verbose_name_plural = _("requests to experts")
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["expert", "incident"], name="expert_asked_once")
        ]

    def __str__(self) -> str:
        return f"{self.expert_id} {self.incident_id}"
