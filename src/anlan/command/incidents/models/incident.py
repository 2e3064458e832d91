"""Incidents 突发事件: that something happened, where, to whom, and how it stands."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.incidents.choices import (
    INCIDENT_TONES,
    UNFINISHED,
    WORK_ACCIDENTS,
    Grade,
    IncidentKind,
    IncidentSource,
    IncidentState,
)
from anlan.kernel.fields import EncryptedTextField
from anlan.kernel.models import TimeStamped
from anlan.kernel.rehearsal import MARK, register_root
from anlan.kernel.search_text import search_text


class Incident(TimeStamped):
    """One event the county deals with, from the first news to the verified removal of its cause.

    Grade and title are copies of the latest facts so that lists need no join. The caller's number
    is personal data: encrypted, shown masked. An incident of a drill is the root of everything
    that is only practised (``kernel.rehearsal``).
    """

    number = models.CharField(_("incident number"), max_length=50, unique=True)
    title = models.CharField(_("title"), max_length=200)
    is_drill = models.BooleanField(_("is a drill"), default=False)
    kind = models.CharField(_("kind"), max_length=30, choices=IncidentKind.choices)
    category = models.ForeignKey(
        "incidents.EventCategory",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("national category"),
    )
    source = models.CharField(_("source"), max_length=20, choices=IncidentSource.choices)
    caller_name = models.CharField(_("reported by"), max_length=50, blank=True)
    caller_phone = EncryptedTextField(_("caller's number"), blank=True, default="")
    caller_index = models.CharField(
        _("index of the number"), max_length=32, blank=True, editable=False
    )
    description = models.TextField(_("what was reported"), blank=True)
    region = models.ForeignKey(
        "regions.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("region")
    )
    address = models.CharField(_("place"), max_length=200, blank=True)
    location = models.PointField(_("location"), srid=4326, null=True, blank=True)
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("enterprise"),
    )
    alarm = models.ForeignKey(
        "alarms.Alarm",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("alarm"),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="duplicates",
        verbose_name=_("merged into"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=IncidentState.choices, default=IncidentState.OPEN
    )
    grade = models.PositiveSmallIntegerField(
        _("grade"), choices=Grade.choices, null=True, blank=True
    )
    occurred_at = models.DateTimeField(_("occurred at"))
    reported_at = models.DateTimeField(
        _("reported at"), help_text=_("when the bureau learnt of it")
    )
    unit_reported_at = models.DateTimeField(
        _("reported by the enterprise at"), null=True, blank=True
    )
    opened_by_id = models.CharField(_("actor"), max_length=64)
    opened_by = models.CharField(_("opened by"), max_length=100)
    responding_at = models.DateTimeField(_("response began at"), null=True, blank=True)
    controlled_at = models.DateTimeField(_("under control since"), null=True, blank=True)
    cause = models.TextField(_("cause and how it was removed"), blank=True)
    cause_removed_at = models.DateTimeField(_("cause removed at"), null=True, blank=True)
    cause_removed_by_id = models.CharField(_("removal reported by (id)"), max_length=64, blank=True)
    cause_removed_by = models.CharField(_("removal reported by"), max_length=100, blank=True)
    cause_verified_at = models.DateTimeField(_("removal verified at"), null=True, blank=True)
    cause_verified_by_id = models.CharField(_("verified by (id)"), max_length=64, blank=True)
    cause_verified_by = models.CharField(_("verified by"), max_length=100, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering: ClassVar = ["-reported_at", "-id"]
        constraints: ClassVar = [
            # One alarm becomes one incident, however many press the button.
            models.UniqueConstraint(
                fields=["alarm"],
                condition=models.Q(state__in=[str(s) for s in UNFINISHED]),
                name="incident_one_per_alarm",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="merged") | models.Q(parent__isnull=False),
                name="incident_merged_has_parent",
            ),
            # Whatever is written about a drill begins with its mark, and nothing real does.
            models.CheckConstraint(
                condition=models.Q(is_drill=True, title__startswith=MARK)
                | (models.Q(is_drill=False) & ~models.Q(title__startswith=MARK)),
                name="incident_drill_is_marked",
            ),
        ]
        indexes: ClassVar = [
            # The desk and the wall: what is not finished, gravest first.
            models.Index(
                fields=["grade", "-reported_at"],
                condition=models.Q(state__in=[str(s) for s in UNFINISHED]),
                name="incident_on_desk",
            ),
            models.Index(fields=["-reported_at"], name="incident_reported"),
            models.Index(fields=["region", "-reported_at"], name="incident_region"),
            models.Index(fields=["kind", "-reported_at"], name="incident_kind"),
            # Who calls again.
            models.Index(
                fields=["caller_index"],
                condition=~models.Q(caller_index=""),
                name="incident_caller",
            ),
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="incident_search"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the incident."""
        return reverse("incidents:incident", args=[self.pk])

    def refresh_search_text(self) -> None:
        """Rebuild what the incident is found by."""
        self.search_text = search_text(
            self.title, self.number, self.address, self.description[:300], spoken=self.title
        )

    @property
    def tone(self) -> str:
        """Badge tone of the present state."""
        return INCIDENT_TONES[IncidentState(self.state)]

    @property
    def is_unfinished(self) -> bool:
        """Whether somebody still has to deal with it."""
        return self.state in UNFINISHED

    @property
    def is_work_accident(self) -> bool:
        """Whether 国务院令第493号 applies."""
        return self.kind in WORK_ACCIDENTS

    @property
    def organisation_id(self) -> int | None:
        """The enterprise's organisation; clocks and messages are scoped by it."""
        return self.enterprise.organisation_id if self.enterprise is not None else None


register_root("incidents.Incident", "is_drill")
