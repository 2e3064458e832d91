"""One thing supervised along its whole chain: versions, stages, lead and supporting units."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.chains.choices import VERSION_TONES, UnitRole, VersionState
from anlan.governance.chains.constants import ANSWER_WORKING_DAYS
from anlan.kernel.models import TimeStamped


class Chain(TimeStamped):
    """One thing a county supervises from its source to its end (“一件事”)."""

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(pgettext_lazy("chain", "the one thing"), max_length=100)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    office = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("chain", "coordinating office"),
    )
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("whole-chain supervision")
        verbose_name_plural = _("whole-chain supervisions")
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["region", "code"], name="chain_once_in_region")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The picture of the chain."""
        return reverse("chains:chain", args=[self.pk])


class ChainVersion(TimeStamped):
    """The chain as it is laid down from one day on: why, after which documents, stage by stage."""

    chain = models.ForeignKey(
        Chain, on_delete=models.CASCADE, related_name="versions", verbose_name=_("chain")
    )
    number = models.PositiveIntegerField(pgettext_lazy("chain version", "version"), default=1)
    state = models.CharField(
        _("state"), max_length=20, choices=VersionState.choices, default=VersionState.DRAFT
    )
    why = models.TextField(pgettext_lazy("chain version", "why it is supervised as one thing"))
    sources = models.TextField(
        pgettext_lazy("chain version", "documents it rests on"),
        blank=True,
        help_text=_("One document a line, with number and where it can be read."),
    )
    change_note = models.CharField(
        pgettext_lazy("chain version", "what changed"), max_length=300, blank=True
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.CharField(_("published by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("version of a chain")
        verbose_name_plural = _("versions of chains")
        ordering: ClassVar = ["chain_id", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "number"], name="chain_version_number_once"),
            models.UniqueConstraint(
                fields=["chain"], condition=Q(state="published"), name="chain_one_version_in_force"
            ),
            models.UniqueConstraint(
                fields=["chain"], condition=Q(state="draft"), name="chain_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain.name} V{self.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("chains:version", args=[self.pk])

    @property
    def tone(self) -> str:
        """Tone of the state badge."""
        return VERSION_TONES.get(self.state, "neutral")


class Stage(TimeStamped):
    """One stage of a version: what is supervised, by whom, on what basis, what is handed on."""

    version = models.ForeignKey(
        ChainVersion, on_delete=models.CASCADE, related_name="stages", verbose_name=_("version")
    )
    code = models.CharField(_("code"), max_length=40)
    position = models.PositiveIntegerField(_("position"))
    name = models.CharField(pgettext_lazy("chain stage", "stage"), max_length=50)
    supervised = models.TextField(pgettext_lazy("chain stage", "what is supervised"))
    lead_words = models.CharField(
        pgettext_lazy("chain stage", "lead unit as the template names it"),
        max_length=200,
        blank=True,
    )
    support_words = models.CharField(
        pgettext_lazy("chain stage", "supporting units as the template names them"),
        max_length=300,
        blank=True,
    )
    duty = models.TextField(pgettext_lazy("chain stage", "legal duty"), blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=400, blank=True)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    is_listed = models.BooleanField(
        pgettext_lazy("chain stage", "the duty stands in the lead unit's responsibility list"),
        default=False,
    )
    permits = models.TextField(
        pgettext_lazy("chain stage", "permits and registrations"), blank=True
    )
    handover = models.TextField(
        pgettext_lazy("chain stage", "information handed to the next stage"), blank=True
    )
    problems = models.JSONField(pgettext_lazy("chain stage", "typical problems"), default=list)
    answer_days = models.PositiveIntegerField(
        pgettext_lazy("chain stage", "working days to answer"), default=ANSWER_WORKING_DAYS
    )

    class Meta:
        verbose_name = _("stage of a chain")
        verbose_name_plural = _("stages of chains")
        ordering: ClassVar = ["version_id", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "code"], name="stage_code_once"),
            models.CheckConstraint(
                condition=Q(answer_days__gt=0) & Q(answer_days__lte=60), name="stage_answer_days"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its place on the page of the version."""
        return f"{self.version.get_absolute_url()}#stage-{self.pk}"


class StageUnit(TimeStamped):
    """A unit that leads or supports a stage."""

    stage = models.ForeignKey(
        Stage, on_delete=models.CASCADE, related_name="units", verbose_name=_("stage of a chain")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation"),
    )
    role = models.CharField(
        pgettext_lazy("chain stage", "part"), max_length=10, choices=UnitRole.choices
    )

    class Meta:
        verbose_name = _("unit of a stage")
        verbose_name_plural = _("units of stages")
        ordering: ClassVar = ["stage_id", "role", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stage", "organisation", "role"], name="stage_unit_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        """The stage."""
        return self.stage.get_absolute_url()
