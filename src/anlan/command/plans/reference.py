"""The plans that come with the platform: demonstration texts a county replaces by its own."""

from __future__ import annotations

import json
from pathlib import Path

from anlan.command.plans.choices import PlanState
from anlan.command.plans.services.plans import load_plan, publish_plan
from anlan.kernel.actor import Actor

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Load the plans of ``data`` and put new ones into force; running it again changes nothing."""
    for path in sorted(DATA.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        plan = load_plan(content=content, actor=actor)
        newest = plan.version
        others = type(plan).objects.filter(code=plan.code).exclude(pk=plan.pk)
        if plan.state == PlanState.DRAFT and not others.filter(version__gt=newest).exists():
            publish_plan(plan_id=plan.pk, actor=actor)
