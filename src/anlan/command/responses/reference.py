"""Reference data of responses: the forms of their papers."""

from __future__ import annotations

from anlan.base.documents.public import install_template
from anlan.kernel.actor import Actor

FORMS = (
    ("situation_report", "应急响应态势快报", "《中华人民共和国突发事件应对法》（2024）第十七条"),
    ("review_report", "应急响应复盘报告", "《中华人民共和国突发事件应对法》（2024）第九十二条"),
)


def load(actor: Actor) -> None:
    """Install the forms; may be run again at any time."""
    for name, title, legal_basis in FORMS:
        install_template(
            code=f"responses.{name}",
            title=title,
            series="应急快" if name == "situation_report" else "应急复",
            resource=f"anlan.command.responses:data/documents/{name}.docx",
            legal_basis=legal_basis,
            is_verified=True,
            actor=actor,
        )
