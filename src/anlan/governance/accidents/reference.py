"""What accident statistics bring: types of both editions, how they map, rules, the report form."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from anlan.base.audit.public import audit
from anlan.base.documents.public import install_template
from anlan.governance.accidents.choices import Edition
from anlan.governance.accidents.models import AccidentType, StatisticalRule, TypeMapping
from anlan.kernel.actor import Actor
from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent / "data"
SOURCES = {
    Edition.NEW: "GB 6441-2025（转述：m.educity.cn/aq/5452359.html；序号非官方代码，待核）",
    Edition.OLD: "GB 6441-86 第2章（转载：book118.com/nongyegongye/html/542420.html）",
}


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of this app."""
    return read_csv(DATA / name)


def load(actor: Actor) -> None:
    """Bring types, mapping and rules up to date; what an officer confirmed stays confirmed."""
    types = load_types()
    rules = load_rules()
    install_template(
        code="accidents.report",
        title="生产安全事故统计分析报告",
        series="安统",
        resource="anlan.governance.accidents:data/documents/report.docx",
        legal_basis="《生产安全事故统计管理办法》（安监总厅统计〔2016〕80号）",
        is_verified=False,
        actor=actor,
    )
    if types or rules:
        audit(actor, "accidents.reference.loaded", after={"types": types, "rules": rules})


def load_types() -> int:
    """Bring the types of both editions and how the old lead to the new, once.

    From then on they are the officers': a corrected code or a removed type stays as it is.
    """
    if AccidentType.objects.exists():
        return 0
    types = AccidentType.objects.bulk_create(
        AccidentType(
            edition=edition,
            code=row["code"],
            name=row["name"],
            note=row["note"],
            source=SOURCES[edition],
            sort_order=order,
        )
        for edition, name in ((Edition.NEW, "types_2025.csv"), (Edition.OLD, "types_1986.csv"))
        for order, row in enumerate(rows_of(name), 1)
    )
    known = {(t.edition, t.code): t for t in types}
    TypeMapping.objects.bulk_create(
        TypeMapping(
            old=known[Edition.OLD, row["old"]],
            new=known[Edition.NEW, row["new"]],
            condition=row["condition"],
        )
        for row in rows_of("mapping.csv")
    )
    return len(types)


def load_rules() -> int:
    """Add the rules that are not there yet."""
    there = StatisticalRule.objects.count()
    StatisticalRule.objects.bulk_create(
        (
            StatisticalRule(
                code=row["code"],
                title=row["title"],
                text=row["text"],
                value=Decimal(row["value"]) if row["value"] else None,
                unit=row["unit"],
                legal_basis=row["legal_basis"],
                source=row["source"],
                is_verified=row["is_verified"] == "1",
                sort_order=order,
            )
            for order, row in enumerate(rows_of("rules.csv"), 1)
        ),
        ignore_conflicts=True,
    )
    return StatisticalRule.objects.count() - there
