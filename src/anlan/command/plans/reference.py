"""The plans that come with the platform: demonstration texts a county replaces by its own."""

from __future__ import annotations

import json
from pathlib import Path

from anlan.base.deadlines.public import load_clock_rules
from anlan.base.documents.public import install_template
from anlan.command.plans.choices import PlanState
from anlan.command.plans.services.care import acknowledge
from anlan.command.plans.services.plans import load_plan, publish_plan
from anlan.kernel.actor import Actor

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


def load(actor: Actor) -> None:
    """Load clocks and the plans of ``data``, put new ones into force; again changes nothing."""
    load_clock_rules(DATA / "clock_rules.csv", actor)
    install_forms(actor)
    for path in sorted(DATA.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        plan = load_plan(content=content, actor=actor)
        newest = plan.version
        others = type(plan).objects.filter(code=plan.code).exclude(pk=plan.pk)
        if plan.state == PlanState.DRAFT and not others.filter(version__gt=newest).exists():
            acknowledge(plan_id=plan.pk, actor=actor, reason=REASON)
            publish_plan(plan_id=plan.pk, actor=actor)
