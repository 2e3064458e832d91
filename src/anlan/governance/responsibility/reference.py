"""What responsibility brings: the legal duties and the form of the duty report."""

from __future__ import annotations

from anlan.base.documents.public import install_template
from anlan.governance.responsibility.services.lists import load_duties
from anlan.kernel.actor import Actor


def load(actor: Actor) -> None:
    """Load the duties and the form; lists already drawn up stay as they are."""
    load_duties(actor=actor)
    install_template(
        code="responsibility.duty_report",
        title="履行安全生产和应急管理职责情况报告",
        series="履职",
        resource="anlan.governance.responsibility:data/documents/duty_report.docx",
        legal_basis="《地方党政领导干部安全生产责任制规定》（厅字〔2018〕13号）",
        is_verified=False,
        actor=actor,
    )
