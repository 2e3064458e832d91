"""The statistical report of a period as a numbered paper. Papers are Chinese in every language."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import override

from anlan.base.audit.public import audit
from anlan.base.documents.public import official_date, render_document
from anlan.base.regions.public import county_prefix, find_region_by_prefix
from anlan.command.incidents.public import county_sign
from anlan.governance.accidents.models import StatisticalRule
from anlan.governance.accidents.permissions import VIEW
from anlan.governance.accidents.selectors.analysis import analysis_lines
from anlan.governance.accidents.selectors.periods import Period, period_of
from anlan.governance.accidents.selectors.rates import counted_county, rates
from anlan.governance.accidents.selectors.statistics import Statistics, compute
from anlan.governance.accidents.selectors.targets import TargetState, target_states
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotPermitted, NotVisible
from anlan.kernel.policy import require_permission, scope_reaches

MEASURES = {
    "accidents": "事故起数（起）",
    "deaths": "死亡人数（人）",
    "serious_injuries": "重伤人数（人）",
    "minor_injuries": "轻伤人数（人）",
    "larger": "较大及以上事故（起）",
}
CUTS = {
    "domain": "行业领域",
    "township": "乡镇街道",
    "grade": "事故等级",
    "kind": "事故类型",
    "cause": "直接原因",
}
STATES = {"missed": "已突破", "at_risk": "有风险", "on_track": "正常", "no_data": "无数据"}


@transaction.atomic
def print_report(*, period: Period, actor: Actor) -> str:
    """Make the Word report of a period; returns its address.

    It tells of the whole county: who sees only a part of it may not make it.
    """
    require_permission(actor, VIEW)
    prefix = counted_county() or next(
        (county_prefix(s.value) for s in actor.scopes_for(VIEW) if s.kind == "region"), ""
    )
    county = find_region_by_prefix(prefix) if prefix else None
    if county is None:
        raise NotVisible
    if not scope_reaches(actor, VIEW, region=county.code):
        raise NotPermitted(permission=VIEW)
    area = apps.get_model("regions.Region")._default_manager.get(pk=county.code)
    with override("zh-hans"):
        spoken = period_of(period.code) or period
        found = compute(actor, spoken)
        title = f"{county.name}{words_of(spoken.code)}生产安全事故统计分析报告"
        paper = render_document(
            template_code="accidents.report",
            context=_context(found, title, county.name, actor),
            subject=area,
            actor=actor,
            title=title,
            county_sign=county_sign(county.code),
        )
    audit(actor, "accidents.report.made", area, after={"period": period.code})
    return paper.url


def words_of(code: str) -> str:
    """Write a period as papers do: 2026年1—6月."""
    year, _dash, rest = code.partition("-")
    if not rest:
        return f"{year}年"
    if rest.startswith("q"):
        return f"{year}年第{'一二三四'[int(rest[1]) - 1]}季度"
    if rest.startswith("to-"):
        month = int(rest[3:])
        return f"{year}年1—{month}月" if month > 1 else f"{year}年1月"
    return f"{year}年{int(rest)}月"


def _context(found: Statistics, title: str, county: str, actor: Actor) -> dict[str, Any]:
    year = found.period.until.year
    unverified = StatisticalRule.objects.filter(is_verified=False).count()
    return {
        "title_lines": title,
        "lines": analysis_lines(found),
        "measures": [
            {
                "name": name,
                "now": found.compared[key].now,
                "before": found.compared[key].before,
                "diff": f"{found.compared[key].difference:+d}",
                "percent": "—"
                if found.compared[key].percent is None
                else f"{found.compared[key].percent:+.1f}",
                "words": found.compared[key].words,
            }
            for key, name in MEASURES.items()
        ],
        "cuts": [
            {
                "cut": cut,
                "label": line.label,
                "accidents": line.now.accidents,
                "deaths": line.now.deaths,
                "serious": line.now.serious_injuries,
                "old_accidents": line.before.accidents,
                "old_deaths": line.before.deaths,
            }
            for key, cut in CUTS.items()
            for line in found.cuts[key]
        ],
        "rates": [
            {
                "name": row.name,
                "numerator": f"{row.numerator:g}",
                "denominator": "缺" if row.denominator is None else f"{row.denominator:,.2f}",
                "value": "—" if row.value is None else f"{row.value:.4f}",
                "unit": row.unit,
            }
            for row in rates(actor, year=year, until=found.period.until)
        ],
        "targets": [_target(row) for row in target_states(actor, year=year)],
        "basis": (
            f"统计范围为本县登记在册并经核实确认的生产安全事故，按事故发生日期计入，截至"
            f"{official_date(clock.today())}。事故类型按GB 6441-2025，等级按国务院令第493号第三条。"
            f"增减判断采用泊松计数精确条件检验（显著性水平5%），差异可由偶然解释的记为“无明显变化”。"
            f"统计规则中尚有{unverified}条未与正式文本核对。"
        ),
        "issuer": f"{county}应急管理局",
        "issued_on": official_date(clock.today()),
    }


def _target(row: TargetState) -> dict[str, Any]:
    told = row.forecast
    return {
        "name": row.name,
        "limit": f"{row.limit:g}",
        "done": f"{row.done:.4g}",
        "forecast": "—" if told is None else f"{told.mean:.3g}（{told.low:.3g}—{told.high:.3g}）",
        "risk": "—" if row.probability_missed is None else f"{row.probability_missed * 100:.0f}%",
        "state": STATES[row.state],
    }
