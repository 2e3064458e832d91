"""The kinds of supervision document as data: loading them, changing one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.governance.oversight.choices import Approver
from anlan.governance.oversight.models import OrderKind
from anlan.governance.oversight.permissions import KEEP_KINDS
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require_permission
from anlan.kernel.tables import read_csv

KINDS = Path(__file__).parent.parent / "data" / "kinds.csv"


@transaction.atomic
def load_kinds(*, actor: Actor, path: Path = KINDS) -> int:
    """Add the kinds that are new; what an officer has changed stays. Returns the number of rows."""
    rows = read_csv(path)
    known = set(OrderKind.objects.values_list("code", flat=True))
    new = [row for row in rows if row["code"] not in known]
    made = {
        row["code"]: OrderKind.objects.create(
            code=row["code"],
            name=row["name"],
            issue_permission=row["issue_permission"],
            approver=Approver(row["approver"]),
            needs_answer=row["needs_answer"] == "1",
            answer_working_days=int(row["answer_working_days"]),
            is_restricted=row["is_restricted"] == "1",
            copy_to=row["copy_to"],
            demand=row["demand"],
            legal_basis=row["legal_basis"],
            is_verified=row["is_verified"] == "1",
            next_basis=row["next_basis"],
            sort_order=number,
        )
        for number, row in enumerate(new, 1)
    }
    for row in new:
        if row["next_kind"]:
            kind = made[row["code"]]
            kind.next_kind = OrderKind.objects.get(code=row["next_kind"])
            kind.save(update_fields=["next_kind", "updated_at"])
    if made:
        audit(actor, "oversight.kinds.loaded", after={"rows": len(made)})
    return len(rows)


@transaction.atomic
def change_kind(*, kind_id: int, actor: Actor, reason: str, **values: Any) -> OrderKind:
    """Change a kind: days, texts, approver, next step, basis. Documents that run stay as they are.

    A restricted kind stays restricted, and veto and transfer keep the principal leader.
    """
    require_permission(actor, KEEP_KINDS)
    kind = get_visible(OrderKind, kind_id, actor=actor, lock=True)
    fields = {}
    if not reason.strip():
        fields["reason"] = _("Please give the reason.")
    if kind.code in ("veto", "transfer") and values.get("approver") not in (
        None,
        Approver.PRINCIPAL,
    ):
        fields["approver"] = _("Veto and transfer are approved by the principal leader.")
    following = values.get("next_kind")
    if following is not None and following.pk == kind.pk:
        fields["next_kind"] = _("A kind cannot follow on itself.")
    if fields:
        raise InvalidInput(fields=fields)
    before, after = changes(kind, **values)
    kind.save(update_fields=[*after, "updated_at"])
    if "next_kind" in after:
        before["next_kind"], after["next_kind"] = str(before["next_kind"]), str(following)
    audit(actor, "oversight.kind.changed", kind, before=before, after=after, reason=reason)
    return kind
