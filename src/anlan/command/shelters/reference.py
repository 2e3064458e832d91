"""The clock of relief."""

from __future__ import annotations

from pathlib import Path

from anlan.base.deadlines.public import load_clock_rules
from anlan.kernel.actor import Actor

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Load the clock rules; again changes nothing."""
    load_clock_rules(DATA / "clock_rules.csv", actor)
