"""The quarterly table as a numbered paper."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction

from anlan.base.audit.public import audit
from anlan.base.documents.public import render_document
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import require_permission
from anlan.supervision.hazards.constants import QUARTERLY_BASIS
from anlan.supervision.hazards.permissions import VIEW
from anlan.supervision.hazards.selectors.periods import Period
from anlan.supervision.hazards.selectors.quarterly import QuarterlyLine, quarterly_table
from anlan.supervision.hazards.selectors.statistics import Figures
from anlan.supervision.hazards.services.common import county_sign

QUARTERS = "一二三四"


def words_of_period(period: Period) -> str:
    """Write a period as papers do: 2026年第四季度."""
    if "Q" in period.code:
        year, quarter = period.code.split("Q")
        return f"{year}年第{QUARTERS[int(quarter) - 1]}季度"
    if "M" in period.code:
        year, month = period.code.split("M")
        return f"{year}年{int(month)}月"
    return f"{period.code}年"


def _cells(label: str, figures: Figures) -> dict[str, Any]:
    rate = figures.rectification_rate
    return {
        "label": label,
        "stock_before": figures.stock_before,
        "opened": figures.opened,
        "closed": figures.closed,
        "stock_after": figures.stock_after,
        "overdue": figures.overdue,
        "rate": "—" if rate is None else f"{rate * 100:.1f}%",
    }


def _lines(lines: list[QuarterlyLine]) -> list[dict[str, Any]]:
    return [_cells(line.label, line.both) for line in lines]


@transaction.atomic
def print_quarterly(*, period: Period, actor: Actor) -> str:
    """Make the Word paper of a period for one's area; returns its address."""
    require_permission(actor, VIEW)
    regions = apps.get_model("regions.Region")._default_manager
    prefix = next((s.value for s in actor.scopes_for(VIEW) if s.kind == "region"), "")
    area = regions.filter(code=prefix.ljust(12, "0")).first() if prefix else None
    area = area or regions.filter(level="county").order_by("code").first()
    if area is None:
        raise NotVisible
    table = quarterly_table(actor, period)
    words = words_of_period(period)
    paper = render_document(
        template_code="hazards.quarterly_table",
        context={
            "area": str(area),
            "period": words,
            "author": actor.display_name,
            "basis": f"依据：{QUARTERLY_BASIS}（表式原文待核，以本县下发表式为准）。",
            "rows": [
                _cells("合计", table.total.both),
                _cells("一般隐患", table.total.general),
                _cells("重大隐患", table.total.major),
                *_lines(table.by_township),
                *_lines(table.by_sector),
            ],
        },
        subject=area,
        actor=actor,
        title=f"{area}{words}安全生产事故隐患排查治理情况统计表",
        county_sign=county_sign(area.pk),
    )
    audit(actor, "hazards.statistics.printed", area, after={"period": period.code})
    return paper.url
