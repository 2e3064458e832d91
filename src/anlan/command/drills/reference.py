"""What drills bring: rules of cadence, scenarios, the form of the assessment report."""

from __future__ import annotations

import json
from pathlib import Path

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import load_clock_rules
from anlan.base.documents.public import install_template
from anlan.command.drills.services.cadence import load_rules
from anlan.command.drills.services.scenarios import load_scenario
from anlan.kernel.actor import Actor

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Load clocks, rules, the library and the form; again changes nothing an officer wrote."""
    load_clock_rules(DATA / "clock_rules.csv", actor)
    load_rules(actor=actor)
    loaded = [
        load_scenario(content=json.loads(path.read_text(encoding="utf-8")), actor=actor)
        for path in sorted((DATA / "scenarios").glob("*.json"))
    ]
    new = [scenario.code for scenario in loaded if scenario is not None]
    if new:
        audit(actor, "drills.scenario.loaded", after={"scenarios": new})
    install_template(
        code="drills.assessment",
        title="应急演练评估报告",
        series="应急演评",
        resource="anlan.command.drills:data/documents/assessment.docx",
        legal_basis="《突发事件应急演练指南》（应急办函〔2009〕62号）；AQ/T 9009-2015",
        is_verified=False,
        actor=actor,
    )
