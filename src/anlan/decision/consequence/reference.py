"""The forms of the first-hour sheet and of the report of a risk assessment."""

from __future__ import annotations

from anlan.base.audit.public import audit
from anlan.base.documents.public import install_template
from anlan.kernel.actor import Actor


def load(actor: Actor) -> None:
    """Install the forms."""
    install_template(
        code="consequence.first_hour",
        title="事故首小时处置单",
        series="应急处",
        resource="anlan.decision.consequence:data/documents/first_hour.docx",
        legal_basis="《生产安全事故应急条例》第十七条",
        is_verified=False,
        actor=actor,
    )
    install_template(
        code="consequence.site_risk",
        title="定量风险评价报告",
        series="应急评",
        resource="anlan.decision.consequence:data/documents/site_risk.docx",
        legal_basis="GB 36894-2018、GB/T 37243-2019",
        is_verified=False,
        actor=actor,
    )
    audit(actor, "consequence.reference.loaded")
