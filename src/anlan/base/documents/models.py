"""Official documents 文书: templates in Word form, and the numbered papers made of them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import ClassVar

from django.core.files.storage import storages
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.models import TimeStamped


class DocumentTemplate(TimeStamped):
    """A Word form filled from data. It comes with an app; a county may put its own in place."""

    code = models.CharField(_("code"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=200)
    series = models.CharField(
        _("number series"),
        max_length=50,
        help_text=_("issuer's sign in the document number, for example 应急信"),
    )
    resource = models.CharField(
        _("installed form"),
        max_length=300,
        help_text=_("package and file the platform brings, package:path"),
    )
    own_file = models.FileField(
        _("the county's own form"), upload_to="document-templates/", blank=True
    )
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    is_verified = models.BooleanField(_("is verified in the primary text"), default=False)
    is_active = models.BooleanField(_("is active"), default=True)

    class Meta:
        verbose_name = _("document template")
        verbose_name_plural = _("document templates")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> Path:
        """The Word file that is filled: the county's own, else the installed one."""
        if self.own_file:
            return Path(self.own_file.path)
        package, _colon, name = self.resource.partition(":")
        return Path(str(import_module(package).__file__)).parent / name


class NumberSeries(models.Model):
    """The last number given in a year of one series; locked while the next is drawn."""

    prefix = models.CharField(_("prefix"), max_length=50)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["prefix", "year"], name="number_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.prefix}〔{self.year}〕{self.last}"


class Document(models.Model):
    """One version of a paper on one subject. Written once; a correction is the next version."""

    template = models.ForeignKey(
        DocumentTemplate,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name=_("document template"),
    )
    number = models.CharField(_("document number"), max_length=100)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=200)
    subject_type = models.CharField(_("subject type"), max_length=100)
    subject_id = models.CharField(_("subject"), max_length=64)
    subject_label = models.CharField(_("subject name"), max_length=200, blank=True)
    context = models.JSONField(
        _("content"), default=dict, help_text=_("the values the form was filled with")
    )
    file = models.FileField(_("file"), upload_to="documents/%Y/%m/", max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(
        _("checksum (SHA-256)"), max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}$")]
    )
    created_at = models.DateTimeField(_("created at"))
    created_by_id = models.CharField(_("actor"), max_length=64)
    created_by = models.CharField(_("created by"), max_length=100)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number", "version"], name="document_version_once")
        ]
        indexes: ClassVar = [
            # The papers on an object's page.
            models.Index(fields=["subject_type", "subject_id", "-created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}" + (f" v{self.version}" if self.version > 1 else "")

    def get_absolute_url(self) -> str:
        """The download."""
        return reverse("documents:download", args=[self.pk])

    @property
    def filename(self) -> str:
        """Name under which the paper is saved."""
        suffix = f"-v{self.version}" if self.version > 1 else ""
        return f"{self.title}{suffix}.docx"

    def read(self) -> bytes:
        """Return the stored bytes."""
        with storages["default"].open(str(self.file.name), "rb") as stored:
            return bytes(stored.read())
