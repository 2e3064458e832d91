"""Reference data: kinds of accident, methods, direct criteria, re-grading rules, clocks."""

from __future__ import annotations

import json
from pathlib import Path

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import load_clock_rules
from anlan.base.documents.public import install_template
from anlan.base.workflow.public import StepSpec, publish_definition
from anlan.kernel.actor import Actor
from anlan.kernel.tables import bring_up_to_date, read_csv
from anlan.supervision.risk.models import AccidentKind, DirectCriterion, MethodVersion, RuleSet
from anlan.supervision.risk.permissions import APPROVE
from anlan.supervision.risk.services.assessments import DEFINITION
from anlan.supervision.risk.services.rules import publish_rules

DATA = Path(__file__).parent / "data"


def load(actor: Actor) -> None:
    """Bring the tables up to date; what officers published stays in use."""
    kinds = [
        {
            "code": row["code"],
            "name": row["name"],
            "source": row["source"],
            "is_verified": row["is_verified"] == "1",
        }
        for row in read_csv(DATA / "accident_kinds.csv")
    ]
    bring_up_to_date(AccidentKind, kinds)
    criteria = [
        {
            "code": row["code"],
            "text": row["text"],
            "level": int(row["level"]),
            "source": row["source"],
            "is_verified": row["is_verified"] == "1",
        }
        for row in read_csv(DATA / "direct_criteria.csv")
    ]
    bring_up_to_date(DirectCriterion, criteria)
    for method in json.loads((DATA / "methods.json").read_text(encoding="utf-8")):
        MethodVersion.objects.get_or_create(
            method=method["method"],
            version=1,
            defaults={
                key: method[key]
                for key in (
                    "name",
                    "factors",
                    "red_from",
                    "orange_from",
                    "yellow_from",
                    "source",
                    "is_verified",
                )
            },
        )
    load_clock_rules(DATA / "clock_rules.csv", actor)
    if not RuleSet.objects.exists():
        publish_rules(
            rules=[
                {**row, "is_verified": row["is_verified"] == "1"}
                for row in read_csv(DATA / "regrade_rules.csv")
            ],
            note="平台建议值",
            actor=actor,
        )
    publish_definition(
        code=DEFINITION,
        name="安全风险评估审批",
        subject_type="risk.Assessment",
        steps=[StepSpec(name="主管部门审核", permission=APPROVE)],
        actor=actor,
        legal_basis="《安全生产法》第四十一条",
    )
    install_template(
        code="risk.one_list",
        title="安全风险管控一企一单",
        series="应急风险",
        resource="anlan.supervision.risk:data/documents/one_list.docx",
        legal_basis="《安全生产法》第四十一条",
        is_verified=True,
        actor=actor,
    )
    audit(actor, "risk.reference.loaded")
