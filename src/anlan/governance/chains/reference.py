"""What chains bring: clocks and the forms of their papers."""

from __future__ import annotations

from pathlib import Path

from anlan.base.deadlines.public import load_clock_rules
from anlan.base.documents.public import install_template
from anlan.kernel.actor import Actor

DATA = Path(__file__).parent / "data"
FORMS = {
    "decision": ("职责争议裁定书", "安委裁"),
    "evaluation": ("“一件事”全链条安全监管年度评价", "链条评价"),
}


def load(actor: Actor) -> None:
    """Load everything; what officers changed stays."""
    load_clock_rules(DATA / "clock_rules.csv", actor)
    for form, (title, series) in FORMS.items():
        install_template(
            code=f"chains.{form}",
            title=title,
            series=series,
            resource=f"anlan.governance.chains:data/documents/{form}.docx",
            legal_basis="本县安委会工作规则",
            actor=actor,
        )
