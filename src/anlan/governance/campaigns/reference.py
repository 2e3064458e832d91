"""Tables and forms this app brings."""

from __future__ import annotations

from anlan.base.documents.public import install_template
from anlan.kernel.actor import Actor


def load(actor: Actor) -> None:
    """Install the Word form of notices."""
    install_template(
        code="campaigns.notice",
        title="专项行动工作情况通报",
        series="安办通报",
        resource="anlan.governance.campaigns:data/documents/notice.docx",
        actor=actor,
    )
