"""Reference data of incidents: grades, categories, the reporting clocks, the forms of reports."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import load_clock_rules
from anlan.base.documents.public import install_template
from anlan.command.incidents.choices import GradeRule, Measure
from anlan.command.incidents.models import EventCategory, GradeCriterion
from anlan.kernel.actor import Actor
from anlan.kernel.tables import bring_up_to_date, read_csv

DATA = Path(__file__).parent / "data"
ARTICLE_12 = "《生产安全事故报告和调查处理条例》（国务院令第493号）第十二条"


def load(actor: Actor) -> None:
    """Bring the tables up to date; may be run again at any time."""
    rows = load_criteria(DATA / "grade_criteria.csv")
    load_clock_rules(DATA / "clock_rules.csv", actor)
    for name, title in (
        ("initial_report", "事故信息初报"),
        ("continuing_report", "事故信息续报"),
        ("final_report", "事故处置终报"),
    ):
        install_template(
            code=f"incidents.{name}",
            title=title,
            series="应急信",
            resource=f"anlan.command.incidents:data/documents/{name}.docx",
            legal_basis=ARTICLE_12,
            is_verified=True,
            actor=actor,
        )
    categories = load_categories(DATA / "event_categories.csv")
    audit(actor, "incidents.criteria.loaded", after={"rows": rows, "categories": categories})


def load_criteria(path: Path) -> int:
    """Bring the criteria of grades to what the file says; returns their number."""
    rows = [
        {
            "rule": GradeRule(row["rule"]).value,
            "grade": int(row["grade"]),
            "measure": Measure(row["measure"]).value,
            "clause": row["clause"],
            "lower": Decimal(row["lower"]),
            "upper": Decimal(row["upper"]) if row["upper"] else None,
            "unit": row["unit"],
            "text": row["text"],
            "legal_basis": row["legal_basis"],
            "conditions": dict(_condition(part) for part in row["conditions"].split(";") if part),
            "is_verified": row["is_verified"] == "1",
        }
        for row in read_csv(path)
    ]
    key = ("rule", "grade", "measure", "clause")
    kept = bring_up_to_date(GradeCriterion, rows, key=key)
    GradeCriterion.objects.exclude(pk__in=[criterion.pk for criterion in kept]).delete()
    return len(rows)


def _condition(part: str) -> tuple[str, str]:
    """Read one further condition: a measure and the least it must reach."""
    measure, least = part.split(":")
    return Measure(measure).value, str(Decimal(least))


def load_categories(path: Path) -> int:
    """Upsert the categories of events; parents stand before their children."""
    rows = read_csv(path)
    EventCategory.objects.bulk_create(
        [
            EventCategory(
                code=row["code"],
                name=row["name"],
                parent_id=row["parent"] or None,
                kind=row["kind"],
                is_default=row["is_default"] == "1",
                source=row["source"],
                is_verified=row["is_verified"] == "1",
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "parent", "kind", "is_default", "source", "is_verified"],
    )
    return len(rows)
