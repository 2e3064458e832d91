"""Reference data of commitments: when who is reminded, the form of the table of progress."""

from __future__ import annotations

from pathlib import Path

from anlan.base.audit.public import audit
from anlan.base.documents.public import install_template
from anlan.governance.commitments.models import EscalationStep
from anlan.kernel.actor import Actor
from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Add the steps that are new; what the office changed stays."""
    install_template(
        code="commitments.progress_table",
        title="任务进展台账",
        series="任务台账",
        resource="anlan.governance.commitments:data/documents/progress_table.docx",
        legal_basis="",
        is_verified=False,
        actor=actor,
    )
    audit(actor, "commitments.reference.loaded", after={"steps": load_steps(DATA / "steps.csv")})


def load_steps(path: Path) -> int:
    """Add the steps of the escalation that are not there yet; returns how many the table has."""
    rows = read_csv(path)
    EscalationStep.objects.bulk_create(
        [
            EscalationStep(
                code=row["code"],
                days=int(row["days"]),
                audience=row["audience"],
                for_periods=row["for_periods"] == "yes",
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
    return len(rows)
