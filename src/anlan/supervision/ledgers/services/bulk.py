"""Many new rows at once: checked one by one, written together, told of once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.kernel.errors import WrongState
from anlan.kernel.policy import get_visible, require_permission
from anlan.supervision.ledgers.models import Ledger, LedgerRow
from anlan.supervision.ledgers.permissions import KEEP_ROW
from anlan.supervision.ledgers.services.rows import require_reach
from anlan.supervision.ledgers.services.values import Surroundings, clean, fields_of

BATCH = 1000


@transaction.atomic
def create_rows(
    *,
    ledger_id: int,
    rows: Sequence[Mapping[str, Any]],
    actor: Actor,
    around: Surroundings | None = None,
) -> list[LedgerRow]:
    """Add many rows to a ledger in one transaction; the first refused row refuses all.

    Who fills many ledgers gives what he looked up ``around`` for the same actor once. The trail
    tells of the table as a whole; each row's own history begins with its first change.
    """
    ledger = get_visible(Ledger, ledger_id, actor=actor)
    require_permission(actor, KEEP_ROW)
    if ledger.is_retired:
        raise WrongState(_("This ledger is retired; its rows can only be read."))
    fields = fields_of(ledger)
    around = around or Surroundings(actor)
    column = next((f.key for f in fields if f.kind == "enterprise"), None)
    if column:
        around.remember({int(r[column]) for r in rows if r.get(column) is not None})
    made = []
    for values in rows:
        row = clean(ledger, fields, values, around)
        require_reach(ledger, row, actor)
        made.append(row)
    LedgerRow.objects.bulk_create(made, batch_size=BATCH)
    audit(actor, "ledgers.rows.imported", ledger, after={"rows": len(made)})
    return made
