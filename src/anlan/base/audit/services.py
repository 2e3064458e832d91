"""What is done with the trail itself: verifying and exporting it, both recorded in it."""

from __future__ import annotations

from django.db import transaction

from anlan.base.audit.models import AuditRecord
from anlan.base.audit.permissions import VERIFY
from anlan.base.audit.public import audit
from anlan.base.audit.selectors import ChainReport, verify_chain
from anlan.kernel.actor import Actor
from anlan.kernel.policy import require_permission


@transaction.atomic
def verify_trail(*, actor: Actor, expected_head: str = "") -> ChainReport:
    """Recompute the whole chain on behalf of an auditor; that it was done is recorded."""
    require_permission(actor, VERIFY)
    report = verify_chain(expected_head=expected_head)
    audit(
        actor,
        "audit.chain.verified",
        after={"whole": report.is_whole, "length": report.length, "head": report.head},
    )
    return report


@transaction.atomic
def record_reading(*, actor: Actor, record: AuditRecord) -> None:
    """Record that an entry of the trail was opened: the watchers are watched too."""
    audit(actor, "audit.record.read", record)
