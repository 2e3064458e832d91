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


class ImportSessions(models.Manager["ImportSession"]):
    """Leaves the uploaded file out until it is asked for."""

    def get_queryset(self) -> models.QuerySet[ImportSession]:
        """Every import without its file."""
        return super().get_queryset().defer("stored_file")


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
    skipped = models.PositiveIntegerField(_("skipped rows"), default=0)
    left_out = models.PositiveIntegerField(
        _("rows left out"), default=0, help_text=_("had errors when the others were written")
    )
    committed_at = models.DateTimeField(_("written at"), null=True, blank=True)
    #: The file, encrypted, while another sheet or another row of headings may be chosen.
    stored_file = models.BinaryField(_("file"), null=True, editable=False)
    #: [{"name", "rows", "is_hidden", "is_chart"}]
    sheets = models.JSONField(_("sheets"), default=list)
    chosen_sheets = models.JSONField(_("chosen sheets"), default=list)
    header_row = models.PositiveIntegerField(_("row of the headings"), default=1)
    header_depth = models.PositiveSmallIntegerField(_("rows of headings"), default=1)
    #: What was noticed while reading, in words.
    notes = models.JSONField(_("notes"), default=list)

    objects = ImportSessions()

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
    SKIP = "skip", _("skipped row")


class RowDecision(models.TextChoices):
    """What the person decided about a row."""

    SKIP = "skip", _("skip it")
    UPDATE = "update", _("update what exists")
    TWIN = "twin", _("keep both")


class ImportRow(models.Model):
    """One row of the file with what was found wrong in it. Cells are encrypted until the end."""

    session = models.ForeignKey(
        ImportSession, on_delete=models.CASCADE, related_name="rows", verbose_name=_("import")
    )
    number = models.PositiveIntegerField(_("row number in the file"))
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    stored_cells = EncryptedTextField(_("cells"), blank=True, default="")
    action = models.CharField(_("action"), max_length=10, choices=RowAction.choices, blank=True)
    decision = models.CharField(
        _("what was decided"), max_length=10, choices=RowDecision.choices, blank=True
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    #: Kinds of problems that the person looked at and leaves as they are.
    stays = models.JSONField(_("left as it is"), default=list)
    #: A keyed digest of what tells rows apart.
    key = models.CharField(_("key"), max_length=32, blank=True)
    #: [{"column": name or "", "message": text, "kind", "changes", "may_stay", "twin"}]
    errors = models.JSONField(_("errors"), default=list)
    object_label = models.CharField(_("object"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("import row")
        verbose_name_plural = _("import rows")
        ordering: ClassVar = ["session", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "sheet", "number"], name="import_row_number_once"
            )
        ]
        indexes: ClassVar = [
            # The rows of one import with the same key (duplicates inside the file).
            models.Index(fields=["session", "key"], name="import_row_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.session} #{self.number}"

    @property
    def cells(self) -> list[str]:
        """The cells as text, with every correction."""
        return list(self._stored()["cells"])

    @property
    def originals(self) -> dict[int, str]:
        """What corrected cells said in the file, by position."""
        return {int(position): text for position, text in self._stored()["was"].items()}

    def keep(self, cells: list[str]) -> None:
        """Set the cells as they stand in the file."""
        self.stored_cells = orjson.dumps(cells).decode()

    def correct(self, changes: dict[int, str]) -> None:
        """Change cells, remembering what the file said."""
        stored = self._stored()
        for position, text in changes.items():
            cells = stored["cells"]
            cells.extend([""] * (position + 1 - len(cells)))
            stored["was"].setdefault(str(position), cells[position])
            cells[position] = text
            if stored["was"][str(position)] == text:
                del stored["was"][str(position)]
        self.stored_cells = orjson.dumps(stored).decode()

    def _stored(self) -> dict[str, Any]:
        found: Any = orjson.loads(self.stored_cells) if self.stored_cells else []
        return found if isinstance(found, dict) else {"cells": found, "was": {}}
