"""Reference data of hazards: causes, limits, clocks, the forms of orders and notices."""

from __future__ import annotations

from pathlib import Path

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import load_clock_rules
from anlan.base.documents.public import install_template
from anlan.kernel.actor import Actor
from anlan.kernel.tables import bring_up_to_date, read_csv
from anlan.supervision.hazards.choices import CauseFamily
from anlan.supervision.hazards.constants import (
    DUAL_REPORT_BASIS,
    QUARTERLY_BASIS,
    SUSPENSION_BASIS,
)
from anlan.supervision.hazards.models import HazardCategory, HazardLimit

DATA = Path(__file__).parent / "data"
#: name → title, series, legal basis, whether its text was seen.
PAPERS = {
    "major_notice": ("重大事故隐患告知书", "应急隐告", SUSPENSION_BASIS, True),
    "listing_order": ("重大事故隐患挂牌督办通知书", "应急督办", DUAL_REPORT_BASIS, True),
    "listing_lifted": ("重大事故隐患解除挂牌督办通知书", "应急督办", DUAL_REPORT_BASIS, True),
    "suspension_order": ("责令暂时停产停业（停止使用）决定书", "应急停令", SUSPENSION_BASIS, True),
    "quarterly_table": ("安全生产事故隐患排查治理情况统计表", "应急隐统", QUARTERLY_BASIS, False),
}


def load(actor: Actor) -> None:
    """Bring the tables up to date; may be run again at any time."""
    rows = load_categories(DATA / "categories.csv") + load_limits(DATA / "limits.csv")
    load_clock_rules(DATA / "clock_rules.csv", actor)
    for name, (title, series, basis, is_verified) in PAPERS.items():
        install_template(
            code=f"hazards.{name}",
            title=title,
            series=series,
            resource=f"anlan.supervision.hazards:data/documents/{name}.docx",
            legal_basis=basis,
            is_verified=is_verified,
            actor=actor,
        )
    audit(actor, "hazards.reference.loaded", after={"rows": rows})


def load_categories(path: Path) -> int:
    """Add the causes that are new; what an officer renamed or switched off stays."""
    rows = [
        {
            "code": row["code"],
            "family": CauseFamily(row["family"]).value,
            "name": row["name"],
            "source": row["source"],
            "is_verified": row["is_verified"] == "1",
            "sort_order": int(row["sort_order"]),
        }
        for row in read_csv(path)
    ]
    return len(bring_up_to_date(HazardCategory, rows, stays=lambda _known: True))


def load_limits(path: Path) -> int:
    """Add the limits that are new; a number the county has set stays."""
    rows = [
        {
            "code": row["code"],
            "title": row["title"],
            "value": int(row["value"]),
            "unit": row["unit"],
            "legal_basis": row["legal_basis"],
            "is_verified": row["is_verified"] == "1",
        }
        for row in read_csv(path)
    ]
    return len(bring_up_to_date(HazardLimit, rows, stays=lambda _known: True))
