"""Adding, changing and removing rows of ledgers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.files.public import store_upload
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission, scope_reaches
from anlan.supervision.ledgers.events import LedgerRowSaved
from anlan.supervision.ledgers.models import Ledger, LedgerRow
from anlan.supervision.ledgers.permissions import KEEP_ROW
from anlan.supervision.ledgers.services.values import Surroundings, clean, fields_of

Files = Mapping[str, Sequence[UploadedFile[Any]]]
IMAGES = ("image/jpeg", "image/png", "image/webp")


@transaction.atomic
def create_row(
    *,
    ledger_id: int,
    values: Mapping[str, Any],
    actor: Actor,
    files: Files | None = None,
    around: Surroundings | None = None,
) -> LedgerRow:
    """Add a row to a ledger.

    Raises ``InvalidInput`` (by field; or the row is there already), ``NotPermitted`` outside one's
    area, ``WrongState`` when the ledger is retired.
    """
    ledger = get_visible(Ledger, ledger_id, actor=actor)
    require_permission(actor, KEEP_ROW)
    if ledger.is_retired:
        raise WrongState(_("This ledger is retired; its rows can only be read."))
    row = clean(ledger, fields_of(ledger), values, around or Surroundings(actor))
    require_reach(ledger, row, actor)
    _save(row)
    _keep_files(row, files, actor)
    audit(actor, "ledgers.row.created", row, after={"ledger": ledger.name, **shown(row)})
    emit(_saved(row, "created"), actor)
    return row


@transaction.atomic
def update_row(
    *,
    row_id: int,
    values: Mapping[str, Any],
    actor: Actor,
    files: Files | None = None,
    around: Surroundings | None = None,
) -> LedgerRow:
    """Change values of a row; keys that are absent stay as they are."""
    row = get_visible(LedgerRow, row_id, actor=actor, lock=True)
    require(actor, KEEP_ROW, row)
    ledger = row.ledger
    before = shown(row)
    clean(ledger, fields_of(ledger), values, around or Surroundings(actor), row=row)
    require_reach(ledger, row, actor)
    after = shown(row)
    if before == after and not files:
        return row
    _save(row)
    _keep_files(row, files, actor)
    changed = {k for k in {*before, *after} if before.get(k) != after.get(k)}
    audit(
        actor, "ledgers.row.changed", row,
        before={k: before.get(k) for k in sorted(changed)},
        after={k: after.get(k) for k in sorted(changed)},
    )  # fmt: skip
    emit(_saved(row, "changed"), actor)
    return row


@transaction.atomic
def remove_row(*, row_id: int, actor: Actor, reason: str) -> LedgerRow:
    """Take a row out of its ledger; the record stays with the reason."""
    row = get_visible(LedgerRow, row_id, actor=actor, lock=True)
    require(actor, KEEP_ROW, row)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    row.is_removed = True
    row.save(update_fields=["is_removed", "updated_at"])
    audit(actor, "ledgers.row.removed", row, before=shown(row), reason=reason)
    emit(_saved(row, "removed"), actor)
    return row


def shown(row: LedgerRow) -> dict[str, Any]:
    """The values for the trail, sensitive ones masked."""
    hidden = {f.key for f in row.ledger.fields.all() if f.is_sensitive}
    return {key: "***" if key in hidden else value for key, value in row.values.items()}


def require_reach(ledger: Ledger, row: LedgerRow, actor: Actor) -> None:
    """Refuse a row outside the area in which the actor keeps ledgers."""
    if scope_reaches(actor, KEEP_ROW, region=row.region_id, organisation_id=row.organisation_id):
        return
    department = ledger.pack.organisation_id
    own = any(
        scope.kind == "organisation" and scope.value == str(department)
        for scope in actor.scopes_for(KEEP_ROW)
    )
    if department is None or not own:
        raise NotPermitted(permission=KEEP_ROW)


def _save(row: LedgerRow) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "ledger_row_once" not in str(error):
            raise
        labels = [f.label for f in fields_of(row.ledger) if f.is_unique]
        raise InvalidInput(
            _("There is a row with the same %(fields)s already.") % {"fields": "、".join(labels)}
        ) from None


def _keep_files(row: LedgerRow, files: Files | None, actor: Actor) -> None:
    added = False
    for key, uploads in (files or {}).items():
        for uploaded in uploads:
            kind = "photo" if uploaded.content_type in IMAGES else "document"
            kept = store_upload(uploaded=uploaded, subject=row, actor=actor, kind=kind)
            row.values[key] = [*row.values.get(key, []), kept.id]
            added = True
    if added:
        row.save(update_fields=["values", "updated_at"])


def _saved(row: LedgerRow, how: str) -> LedgerRowSaved:
    return LedgerRowSaved(ledger_id=row.ledger_id, row_id=row.pk, region=row.region_id, how=how)
