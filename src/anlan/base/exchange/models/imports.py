"""An import in its visible steps: uploaded, columns mapped, rows checked, written or given up."""

from __future__ import annotations

from typing import Any, ClassVar

import orjson
from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan.kernel.fields import EncryptedTextField
from anlan.kernel.models import TimeStamped


class ImportState(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("columns to be mapped")
    CHECKING = "checking", _("rows are being checked")
    CHECKED = "checked", _("checked, waiting for confirmation")
    COMMITTING = "committing", _("being written")
    COMMITTED = "committed", _("written")
    CANCELLED = "cancelled", _("given up")


class ImportSession(TimeStamped):
    """One uploaded table on its way into the platform. Nothing is written before confirmation."""

    kind = models.CharField(_("kind"), max_length=50)
    file_name = models.CharField(_("file"), max_length=200)
    actor_id = models.CharField(_("actor"), max_length=64, db_index=True)
    actor_name = models.CharField(_("actor name"), max_length=100)
    state = models.CharField(
        _("state"), max_length=20, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    header = models.JSONField(_("headings"), default=list)
    #: {column name: position in the file}
    mapping = models.JSONField(_("mapping of columns"), default=dict)
    may_update = models.BooleanField(
        _("update rows that exist"), default=False, help_text=_("otherwise they are errors")
    )
    total = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("new rows"), default=0)
    updated = models.PositiveIntegerField(_("changed rows"), default=0)
    wrong = models.PositiveIntegerField(_("rows with errors"), default=0)
    committed_at = models.DateTimeField(_("written at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        """The page of its present step."""
        from django.urls import reverse

        return reverse("exchange:import", args=[self.pk])


class RowAction(models.TextChoices):
    """What a row would do."""

    CREATE = "create", _("new row")
    UPDATE = "update", _("changed row")


class ImportRow(models.Model):
    """One row of the file with what was found wrong in it. Cells are encrypted until the end."""

    session = models.ForeignKey(
        ImportSession, on_delete=models.CASCADE, related_name="rows", verbose_name=_("import")
    )
    number = models.PositiveIntegerField(_("row number in the file"))
    stored_cells = EncryptedTextField(_("cells"), blank=True, default="")
    action = models.CharField(_("action"), max_length=10, choices=RowAction.choices, blank=True)
    #: [{"column": name or "", "message": text}]
    errors = models.JSONField(_("errors"), default=list)
    object_label = models.CharField(_("object"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("import row")
        verbose_name_plural = _("import rows")
        ordering: ClassVar = ["session", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "number"], name="import_row_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.session} #{self.number}"

    @property
    def cells(self) -> list[str]:
        """The cells as text."""
        found: Any = orjson.loads(self.stored_cells) if self.stored_cells else []
        return list(found)

    def keep(self, cells: list[str]) -> None:
        """Set the cells."""
        self.stored_cells = orjson.dumps(cells).decode()
