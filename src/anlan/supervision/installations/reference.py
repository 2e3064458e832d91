"""Load the tables of GB 18218-2018, the county's rules, the duties and the clocks (``data/``).

A row or duty that an officer has confirmed keeps what he confirmed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import load_clock_rules
from anlan.kernel.actor import Actor
from anlan.kernel.tables import bring_up_to_date
from anlan.supervision.installations.choices import StandardTable
from anlan.supervision.installations.models import DutyRule, StandardValue

DATA = Path(__file__).parent / "data"
FILES = {
    StandardTable.SUBSTANCES: "table1_substances.csv",
    StandardTable.CLASSES: "table2_classes.csv",
    StandardTable.GASES: "table3_gases.csv",
    StandardTable.EXPOSURE: "table5_exposure.csv",
    StandardTable.LEVELS: "table6_levels.csv",
    StandardTable.CLASSIFICATION: "classifications.csv",
    StandardTable.RULE: "rules.csv",
}


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of this app."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def standard_rows(table: StandardTable) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table as fields of ``StandardValue``."""
    for order, row in enumerate(read_rows(FILES[table]), 1):
        code = row.get("symbol") or row.get("number") or row.get("code") or str(order)
        if table is StandardTable.CLASSIFICATION:
            code = f"{row['cas']}:{row['symbol']}"
        yield {
            "table": table.value,
            "code": code,
            "sort_order": order,
            "name": row.get("name") or row.get("title") or row.get("description") or "",
            "cas": row.get("cas", ""),
            "symbol": row.get("symbol", ""),
            "hazard_class": row.get("hazard_class", ""),
            "condition": row.get("condition") or row.get("note") or "",
            "threshold_t": _number(row.get("threshold_t")),
            "beta": _number(row.get("beta")),
            "alpha": _number(row.get("alpha")),
            "lower": _number(row.get("persons_min") or row.get("r_min")),
            "upper": _number(row.get("persons_max") or row.get("r_below")),
            "value": _number(row.get("value")),
            "unit": row.get("unit", ""),
            "clause": row.get("clause")
            or row.get("legal_basis")
            or "GB 30000 系列；危险化学品分类信息表",
            "source": row.get("source", ""),
            "is_verified": row["is_verified"] == "1",
        }


def load(actor: Actor) -> None:
    """Add what is new and bring the rest up to date."""
    values = [fields for table in StandardTable for fields in standard_rows(table)]
    bring_up_to_date(StandardValue, values, key=("table", "code"), stays=_is_confirmed)
    duties = [
        {
            "code": row["code"],
            "role": row["role"],
            "text": row["text"],
            "period": row["period"],
            "legal_basis": row["legal_basis"],
            "is_verified": row["is_verified"] == "1",
        }
        for row in read_rows("duty_rules.csv")
    ]
    bring_up_to_date(DutyRule, duties, stays=_is_confirmed)
    load_clock_rules(DATA / "clock_rules.csv", actor)
    audit(actor, "installations.tables.loaded", after={"rows": len(values)})


def _is_confirmed(row: StandardValue | DutyRule) -> bool:
    return row.confirmed_by != ""
