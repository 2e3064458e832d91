"""Attachments 附件: files hashed on upload; photos with the time and place they were taken."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AttachmentKind(models.TextChoices):
    """What a file is to its subject."""

    PHOTO = "photo", _("photo")
    VIDEO = "video", _("video")
    AUDIO = "audio", _("audio")
    DOCUMENT = "document", pgettext_lazy("file", "document")


class Attachment(models.Model):
    """One stored file. The content is addressed by its SHA-256, so a swapped file shows."""

    kind = models.CharField(_("kind"), max_length=20, choices=AttachmentKind.choices)
    name = models.CharField(_("name"), max_length=200)
    mime = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    subject_type = models.CharField(_("subject type"), max_length=100)
    subject_id = models.CharField(_("subject"), max_length=64)
    captured_at = models.DateTimeField(_("captured at"), null=True, blank=True)
    location = models.PointField(_("captured where"), srid=4326, null=True, blank=True)
    nonce = models.CharField(_("capture number"), max_length=64, blank=True)
    is_authentic = models.BooleanField(
        _("was captured in the page"),
        default=False,
        help_text=_("the page held a number from the server when the picture was taken"),
    )
    uploaded_by_id = models.CharField(_("uploaded by"), max_length=64)
    uploaded_by = models.CharField(_("name of uploader"), max_length=100)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"])]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the content lies under the media folder."""
        return f"files/{self.sha256[:2]}/{self.sha256}"


class NonceKind(models.TextChoices):
    """How a capture number was given out; it decides for how long the number is good."""

    PAGE = "page", _("asked for by a page")
    ADVANCE = "advance", _("issued in advance")


class CaptureNonce(models.Model):
    """A number given to a page before a picture is taken; used once, soon after.

    Numbers issued in advance go with a phone that has no signal when the picture is taken.
    """

    kind = models.CharField(
        _("way of issue"), max_length=10, choices=NonceKind.choices, default=NonceKind.PAGE
    )
    value = models.CharField(_("capture number"), max_length=64, primary_key=True)
    actor_id = models.CharField(_("actor"), max_length=64)
    issued_at = models.DateTimeField(_("issued at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("capture number")
        verbose_name_plural = _("capture numbers")
        indexes: ClassVar = [
            # How many numbers a person holds; which are old enough to be forgotten.
            models.Index(fields=["actor_id", "kind", "issued_at"]),
            models.Index(fields=["issued_at"]),
        ]

    def __str__(self) -> str:
        return self.value[:8]
