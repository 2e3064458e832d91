"""Reference data: the templates and the clock of calibration."""

from __future__ import annotations

from pathlib import Path

from anlan.base.deadlines.public import load_clock_rules
from anlan.kernel.actor import Actor
from anlan.monitoring.devices.services.templates import load_templates

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Bring the tables up to date; what officers changed stays."""
    load_clock_rules(DATA / "clock_rules.csv", actor)
    load_templates(DATA / "templates.json")
