"""What the app brings: kinds of demonstration unit, clocks, the forms of the papers."""

from __future__ import annotations

from pathlib import Path

from anlan.base.deadlines.public import load_clock_rules
from anlan.base.documents.public import install_template
from anlan.governance.accreditation.papers import SERIES, TITLES
from anlan.governance.accreditation.services.kinds import load_kinds
from anlan.kernel.actor import Actor

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Load everything; what officers changed stays."""
    load_kinds(actor=actor)
    load_clock_rules(DATA / "clock_rules.csv", actor)
    for form, series in SERIES.items():
        install_template(
            code=f"accreditation.{form}",
            title=TITLES[form],
            series=series,
            resource=f"anlan.governance.accreditation:data/documents/{form}.docx",
            legal_basis="示范创建各类管理办法和本县规定",
            is_verified=False,
            actor=actor,
        )
