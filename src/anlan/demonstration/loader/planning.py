"""The planning document that ships with the platform, read in as an officer would."""

from __future__ import annotations

from pathlib import Path

from anlan.demonstration.loader.book import Book
from anlan.governance import planning
from anlan.governance.planning.models import PlannedIndicator, PlannedTask, PlanningDocument
from anlan.governance.planning.public import confirm_everything, load_document

PLAN = Path(planning.__file__).parent / "data" / "county-plan.txt"


def write_planning(book: Book) -> None:
    """Read in and confirm the plan written for demonstration, so that governance is never empty."""
    document = load_document(
        content=PLAN.read_bytes(), file_name=PLAN.name, actor=book.actor, is_demonstration=True
    )
    confirm_everything(document_id=document.pk, actor=book.actor)
    book.counts[PlanningDocument._meta.label] += 1
    book.counts[PlannedTask._meta.label] += document.task_count
    book.counts[PlannedIndicator._meta.label] += document.indicator_count
