"""Sector packs, their versions, and what their documents name."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.models import TimeStamped
from anlan.kernel.search_text import search_text
from anlan.supervision.ledgers.choices import Origin, ThingKind, VersionState


class Pack(TimeStamped):
    """A sector pack 行业包: what one field of supervision keeps, checks, judges by and repeats."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    sub_plan = models.PositiveSmallIntegerField(_("sub-plan"))
    title = models.CharField(_("title of the sub-plan"), max_length=200)
    department = models.CharField(_("department in charge"), max_length=120)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department in this county"),
    )
    sectors = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("sectors"))
    top_hazard = models.CharField(_("word for the gravest hazards"), max_length=60)
    source = models.CharField(_("source document"), max_length=200, blank=True)
    first_line = models.PositiveIntegerField(_("first line"), default=0)
    last_line = models.PositiveIntegerField(_("last line"), default=0)
    version = models.CharField(_("version"), max_length=20)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("sector pack")
        verbose_name_plural = _("sector packs")
        ordering: ClassVar = ["sub_plan", "code"]
        indexes: ClassVar = [
            GinIndex(fields=["search_text"], name="pack_search", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["sectors"], name="pack_by_sector"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The pack in the catalogue."""
        return reverse("ledgers:pack", args=[self.pk])

    def refresh_search_text(self) -> None:
        """Set what the pack is found by."""
        self.search_text = search_text(self.name, self.title, self.department)


class PackVersion(TimeStamped):
    """One wording of a pack: drafted, approved, in force, superseded. Nothing is ever lost."""

    pack = models.ForeignKey(
        Pack, on_delete=models.CASCADE, related_name="versions", verbose_name=_("sector pack")
    )
    number = models.PositiveIntegerField(_("number"))
    label = models.CharField(_("version"), max_length=20)
    state = models.CharField(
        _("state"), max_length=20, choices=VersionState.choices, default=VersionState.DRAFT
    )
    origin = models.CharField(
        pgettext_lazy("pack version", "origin"), max_length=20, choices=Origin.choices
    )
    content = models.JSONField(_("content"), default=dict)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, db_index=True)
    #: Digest of the files a shipped wording was read from: the same files are not read again.
    files_digest = models.CharField(
        _("digest of the files"), max_length=64, blank=True, db_index=True
    )
    base = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made from"),
    )
    conflicts = models.JSONField(_("conflicts"), default=list, blank=True)
    note = models.TextField(_("what changed"), blank=True)
    author_id = models.CharField(_("author"), max_length=64, blank=True)
    author_name = models.CharField(_("author's name"), max_length=100, blank=True)
    approver_name = models.CharField(_("approver's name"), max_length=100, blank=True)
    published_at = models.DateTimeField(_("in force since"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of a pack")
        verbose_name_plural = _("versions of packs")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "number"], name="pack_version_number"),
            models.UniqueConstraint(
                fields=["pack"],
                condition=models.Q(state="published"),
                name="pack_version_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["pack"],
                condition=models.Q(state__in=["draft", "submitted"]),
                name="pack_version_one_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack} · {self.label} ({self.number})"

    def get_absolute_url(self) -> str:
        """The version with what differs from the one in force."""
        return reverse("ledgers:version", args=[self.pk])


class NamedThing(models.Model):
    """A system, list or mechanism that the document names, and what serves it here."""

    pack = models.ForeignKey(
        Pack, on_delete=models.CASCADE, related_name="things", verbose_name=_("sector pack")
    )
    name = models.CharField(_("name"), max_length=120)
    aliases = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("other names")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ThingKind.choices)
    served_by = ArrayField(
        models.CharField(max_length=80), default=list, verbose_name=_("served by")
    )
    how = models.TextField(_("how"))
    inventory_ids = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    anchors = models.JSONField(_("anchors"), default=list, blank=True)
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)
    search_text = models.TextField(_("search text"), blank=True, editable=False)

    class Meta:
        verbose_name = _("named thing")
        verbose_name_plural = _("named things")
        ordering: ClassVar = ["sort_order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "name"], name="named_thing_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its line in the catalogue."""
        return f"{reverse('ledgers:pack', args=[self.pack_id])}#panel-things"

    def refresh_search_text(self) -> None:
        """Set what it is found by."""
        self.search_text = search_text(self.name, *self.aliases, self.pack.name)
