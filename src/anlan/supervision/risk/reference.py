"""Reference data: kinds of accident, methods, direct criteria, re-grading rules, clocks."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import load_clock_rules
from anlan.base.documents.public import install_template
from anlan.base.workflow.public import StepSpec, publish_definition
from anlan.kernel.actor import Actor
from anlan.supervision.risk.models import AccidentKind, DirectCriterion, MethodVersion, RuleSet
from anlan.supervision.risk.permissions import APPROVE
from anlan.supervision.risk.services.assessments import DEFINITION
from anlan.supervision.risk.services.rules import publish_rules

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """Return the lines of a table in ``data``; lines of remarks are left out."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def load(actor: Actor) -> None:
    """Bring the tables up to date; what officers published stays in use."""
    for row in rows("accident_kinds.csv"):
        AccidentKind.objects.update_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "source": row["source"],
                "is_verified": row["is_verified"] == "1",
            },
        )
    for row in rows("direct_criteria.csv"):
        DirectCriterion.objects.update_or_create(
            code=row["code"],
            defaults={
                "text": row["text"],
                "level": int(row["level"]),
                "source": row["source"],
                "is_verified": row["is_verified"] == "1",
            },
        )
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
                for row in rows("regrade_rules.csv")
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
