"""The plans that come with the platform: demonstration texts a county replaces by its own."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction

from anlan.base.deadlines.public import load_clock_rules
from anlan.base.documents.public import install_template
from anlan.command.plans.choices import PlanState
from anlan.command.plans.services.care import acknowledge
from anlan.command.plans.services.plans import load_plan, publish_plan
from anlan.kernel.actor import Actor
from anlan.kernel.together import written_together

DATA = Path(__file__).parent / "data"
#: Why warnings (units of the contact book) do not keep a demonstration from being looked at.
REASON = "随平台提供的演示预案：启用前按本县通讯录和印发的预案核对"


def install_forms(actor: Actor) -> None:
    """Install the forms of papers of this app."""
    install_template(
        code="plans.point",
        title="点位预案一页纸",
        series="应急预案",
        resource="anlan.command.plans:data/documents/point.docx",
        legal_basis="《突发事件应对法》（2024）第二十八条",
        is_verified=True,
        actor=actor,
    )

    for code, title, resource in (
        ("plans.resources", "应急资源调查报告", "resources.docx"),
        ("plans.risk", "风险评估摘要", "risk.docx"),
    ):
        install_template(
            code=code,
            title=title,
            series="应急预案",
            resource=f"anlan.command.plans:data/documents/{resource}",
            legal_basis="《生产安全事故应急预案管理办法》（应急管理部令第2号修正）第十条；官方原文待核",
            is_verified=False,
            actor=actor,
        )


def load_basis(actor: Actor) -> None:
    """Load what every plan stands on: the clocks and the forms of papers."""
    load_clock_rules(DATA / "clock_rules.csv", actor)
    install_forms(actor)


def load(actor: Actor) -> None:
    """Load clocks and the plans of ``data``, put new ones into force; again changes nothing."""
    load_basis(actor)
    for path in sorted(DATA.glob("*.json")):
        load_shipped(path.stem, actor)


@transaction.atomic
def load_shipped(name: str, actor: Actor) -> None:
    """Load one plan of ``data``; put it into force unless a later version is there."""
    content = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    with written_together():
        plan = load_plan(content=content, actor=actor)
        later = type(plan).objects.filter(code=plan.code, version__gt=plan.version)
        if plan.state == PlanState.DRAFT and not later.exists():
            acknowledge(plan_id=plan.pk, actor=actor, reason=REASON)
            publish_plan(plan_id=plan.pk, actor=actor)
