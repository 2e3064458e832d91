"""What supervision brings: kinds, clocks, approvals, the forms of the papers."""

from __future__ import annotations

from pathlib import Path

from anlan.base.deadlines.public import load_clock_rules
from anlan.base.documents.public import install_template
from anlan.base.workflow.public import StepSpec, publish_definition
from anlan.governance.oversight.models import OrderKind
from anlan.governance.oversight.permissions import APPROVE, APPROVE_LEADER, APPROVE_PRINCIPAL
from anlan.governance.oversight.services.kinds import load_kinds
from anlan.kernel.actor import Actor

DATA = Path(__file__).parent / "data"
#: Series of the numbers of each kind: 龙安委督〔2026〕1号.
SERIES = {
    "reminder": "安委提",
    "order": "安委督",
    "interview": "安委约",
    "criticism": "安委通",
    "yellow_card": "安委黄",
    "veto": "安委否",
    "transfer": "安委移",
}
OFFICE_STEP = StepSpec(name="安委会办公室主任审核", permission=APPROVE)
FLOWS = {
    "office": ("督办文书审签（安委会办公室）", (OFFICE_STEP,)),
    "leader": (
        "督办文书审签（县领导）",
        (OFFICE_STEP, StepSpec(name="县领导审签", permission=APPROVE_LEADER)),
    ),
    "principal": (
        "督办文书审签（主要领导）",
        (OFFICE_STEP, StepSpec(name="主要领导审签", permission=APPROVE_PRINCIPAL)),
    ),
}


def load(actor: Actor) -> None:
    """Load everything; what officers changed stays."""
    load_kinds(actor=actor)
    load_clock_rules(DATA / "clock_rules.csv", actor)
    for code, (name, steps) in FLOWS.items():
        publish_definition(
            code=f"oversight.{code}",
            name=name,
            subject_type="oversight.Order",
            steps=list(steps),
            actor=actor,
            legal_basis="本县安委会工作规则",
        )
    for kind in OrderKind.objects.filter(code__in=SERIES):
        form = "transfer" if kind.code == "transfer" else "notice"
        install_template(
            code=f"oversight.{kind.code}",
            title=kind.name,
            series=SERIES[kind.code],
            resource=f"anlan.governance.oversight:data/documents/{form}.docx",
            legal_basis=kind.legal_basis,
            is_verified=kind.is_verified,
            actor=actor,
        )
