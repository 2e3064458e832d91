"""Who reads the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.audit.models import AuditRecord
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "audit.view_record"
VERIFY = "audit.verify_chain"

register_actions(
    Action(VIEW, _("read the audit trail"), roles=("auditor",)),
    Action(VERIFY, _("verify the audit chain"), roles=("auditor",)),
)


@policy
class AuditRecordPolicy(Policy[AuditRecord]):
    """Auditors read all; nobody writes but the services."""

    model = AuditRecord
    view = VIEW
