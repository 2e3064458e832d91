"""Receipts 离线记录回执: that a phone's record arrived, once, and what became of it."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.field.choices import RecordOutcome


class FieldRecord(models.Model):
    """The receipt of one record. ``client_id`` is made on the phone and unique here: whatever is
    sent again, by whichever tab, is carried out once."""

    client_id = models.UUIDField(_("record number of the phone"), unique=True)
    command = models.CharField(_("command"), max_length=100)
    title = models.CharField(pgettext_lazy("field record", "what was done"), max_length=200)
    actor_id = models.CharField(_("actor"), max_length=64)
    person_id = models.BigIntegerField(_("number of the person"), null=True, blank=True)
    person_name = models.CharField(_("person"), max_length=100)
    organisation_id = models.BigIntegerField(_("number of the organisation"), null=True, blank=True)
    region = models.ForeignKey(
        "regions.Region",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
    )
    made_at = models.DateTimeField(
        _("made at"), help_text=_("time of the phone, corrected by its offset from the server")
    )
    device_at = models.DateTimeField(_("time shown by the phone"))
    is_clock_doubtful = models.BooleanField(
        _("clock doubtful"),
        default=False,
        help_text=_("the phone's clock was changed between making and sending"),
    )
    received_at = models.DateTimeField(_("received at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=RecordOutcome.choices)
    message = models.TextField(_("answer"), blank=True)
    attempts = models.PositiveIntegerField(_("times sent"), default=1)
    photo_count = models.PositiveSmallIntegerField(_("photos"), default=0)
    values = models.JSONField(_("answers given"), default=dict)
    base_version = models.CharField(_("version worked on"), max_length=100, blank=True)
    conflict = models.JSONField(_("both versions"), default=dict)
    content_sha256 = models.CharField("SHA-256", max_length=64)
    subject_type = models.CharField(_("subject type"), max_length=100, blank=True)
    subject_id = models.CharField(_("subject"), max_length=64, blank=True)
    subject_label = models.CharField(_("made or changed"), max_length=200, blank=True)
    subject_url = models.CharField(_("address"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("field record")
        verbose_name_plural = _("field records")
        ordering: ClassVar = ["-received_at", "-id"]
        indexes: ClassVar = [
            # The list of a township, newest first; one's own records; conflicts.
            models.Index(fields=["region", "received_at", "id"]),
            models.Index(fields=["received_at", "id"]),
            models.Index(fields=["actor_id", "received_at"]),
            models.Index(fields=["outcome", "received_at"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(made_at__lte=models.F("received_at")),
                name="field_record_made_before_received",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the receipt."""
        return reverse("field:record", args=[self.pk])

    @property
    def lag(self) -> timedelta:
        """How long the record waited on the phone."""
        return self.received_at - self.made_at


class StagedPhoto(models.Model):
    """A photo that arrived ahead of its record, so that a weak signal makes progress."""

    actor_id = models.CharField(_("actor"), max_length=64)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    received_at = models.DateTimeField(_("received at"), db_index=True)

    class Meta:
        verbose_name = _("photo sent ahead")
        verbose_name_plural = _("photos sent ahead")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor_id", "sha256"], name="staged_photo_once")
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        """Where the content lies under the media folder; each person has copies of his own."""
        return f"field/{self.actor_id.replace(':', '-')}/{self.sha256}"
