"""What indicators bring: the form of the report of an evaluation."""

from __future__ import annotations

from anlan.base.documents.public import install_template
from anlan.kernel.actor import Actor


def load(actor: Actor) -> None:
    """Install the form; again changes nothing an officer wrote."""
    install_template(
        code="indicators.evaluation",
        title="规划评估报告",
        series="规划评估",
        resource="anlan.governance.indicators:data/documents/evaluation.docx",
        legal_basis="中发〔2018〕44号《关于统一规划体系更好发挥国家发展规划战略导向作用的意见》",
        is_verified=False,
        actor=actor,
    )
