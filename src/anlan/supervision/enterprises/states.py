"""Whether an enterprise works: operating, suspended by order, closed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.states import StateMachine, Transition
from anlan.supervision.enterprises.choices import EnterpriseStatus

CHANGE_STATUS = "enterprises.change_status"

ENTERPRISE = StateMachine(
    model="enterprises.Enterprise",
    field="status",
    initial=EnterpriseStatus.OPERATING,
    transitions=(
        Transition(
            "suspend",
            EnterpriseStatus.OPERATING,
            EnterpriseStatus.SUSPENDED,
            CHANGE_STATUS,
            _("Suspend production"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "resume",
            EnterpriseStatus.SUSPENDED,
            EnterpriseStatus.OPERATING,
            CHANGE_STATUS,
            _("Resume production"),
            needs_reason=True,
        ),
        Transition(
            "close",
            (EnterpriseStatus.OPERATING, EnterpriseStatus.SUSPENDED),
            EnterpriseStatus.CLOSED,
            CHANGE_STATUS,
            _("Close the dossier"),
            needs_reason=True,
            style="danger",
        ),
    ),
)
