"""The Word forms of chains, as recipes: the decision on a dispute, the yearly evaluation.

``manage build_chain_forms`` writes them to ``data/documents``; a test fails when recipe and form
differ. Words of the papers are official Chinese in every interface language.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import override

from anlan.base.documents.public import (
    DocumentInfo,
    OfficialPaper,
    official_date,
    render_document,
)
from anlan.base.regions.public import county_of
from anlan.governance.chains.checking import gaps_of
from anlan.governance.chains.models import ChainVersion, Dispute
from anlan.governance.chains.selectors.figures import ChainFigures, clues_of, figures_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor

FOLDER = Path(__file__).parent / "data" / "documents"


def build_decision() -> OfficialPaper:
    """职责争议裁定书: matter, positions, decision."""
    paper = OfficialPaper()
    paper.masthead(issuer="{{ issuer }}", number="{{ number }}", signatory="{{ signatory }}")
    paper.title("{{ title_lines }}")
    paper.addressee("{{ addressee }}：")
    paper.heading("一、争议事项")
    paper.body("{{ matter }}")
    paper.heading("二、单位意见")
    paper.body("{{ claim }}")
    paper.heading("三、裁定")
    paper.body("{{ decision }}")
    paper.body("{{ order }}")
    paper.heading("四、依据")
    paper.body("{{ basis }}")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


def build_evaluation() -> OfficialPaper:
    """“一件事”全链条监管年度评价: figures, stages, where problems begin, gaps, conclusion."""
    paper = OfficialPaper()
    paper.title("{{ title_lines }}")
    paper.body("编号：{{ number }}　　评价年度：{{ year }}年　　链条版本：{{ version }}")
    paper.heading("一、总体情况")
    paper.body("{{ summary }}")
    paper.heading("二、各环节办理情况")
    paper.table(
        ["环节", "牵头单位", "发现", "核查", "按期", "未结", "逾期", "中位用时（天）"],
        [
            "{{ s.name }}",
            "{{ s.lead }}",
            "{{ s.found }}",
            "{{ s.answered }}",
            "{{ s.in_time }}",
            "{{ s.open }}",
            "{{ s.late }}",
            "{{ s.days }}",
        ],
        [24, 40, 15, 15, 18, 15, 15, 18],
        "s in stages",
    )
    paper.heading("三、问题从哪里来、在哪里发现")
    paper.table(
        ["源头环节", "发现环节", "件数"],
        ["{{ w.origin }}", "{{ w.found }}", "{{ w.count }}"],
        [60, 60, 30],
        "w in ways",
    )
    paper.heading("四、链条空档和重叠")
    paper.control("{%p for line in gaps %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.heading("五、评价意见")
    paper.body("{{ conclusion }}")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


RECIPES = {"decision": build_decision, "evaluation": build_evaluation}


def build_all(folder: Path = FOLDER) -> list[Path]:
    """Write every form; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, recipe in RECIPES.items():
        path = folder / f"{name}.docx"
        recipe().save(path)
        paths.append(path)
    return paths


def _issuer(region_code: str) -> tuple[str, str]:
    """The safety-committee office of the county and the county's sign in numbers."""
    county = county_of(region_code)
    name = county.name if county is not None else ""
    return f"{name}安全生产委员会办公室", name[:1] or "安"


def decision_context(dispute: Dispute) -> dict[str, Any]:
    """Return what the decision on a dispute is filled with."""
    trace = dispute.trace
    clue, stage = trace.clue, trace.stage
    competent = dispute.competent.name if dispute.competent else ""
    units = dict.fromkeys((dispute.claimant.name, competent))
    suggested = f"认为应由{dispute.suggested.name}负责。" if dispute.suggested else ""
    due = official_date(trace.due_on) if trace.due_on else ""
    return {
        "issuer": _issuer(str(clue.region_id))[0],
        "signatory": dispute.decided_by,
        "addressee": "、".join(units),
        "matter": f"“{clue.chain}”全链条线索{clue.number}（{clue.title}，地点：{clue.place}）"
        f"“{stage.name}”环节的核查职责。",
        "claim": f"{dispute.claimant.name}：{dispute.claim}{suggested}",
        "decision": dispute.decision,
        "order": f"本环节由{competent}负责核查，于{due}前书面回复。",
        "basis": f"{stage.legal_basis or '链条文本未载明条文'}；本县安委会工作规则。",
    }


def render_decision(dispute: Dispute, actor: Actor) -> DocumentInfo:
    """Make the written decision."""
    region = str(dispute.trace.clue.region_id)
    with override(settings.LANGUAGE_CODE):
        return render_document(
            template_code="chains.decision",
            context=decision_context(dispute),
            subject=dispute.trace,
            actor=actor,
            title=f"关于“{dispute.trace.stage.name}”环节监管职责的裁定",
            county_sign=_issuer(region)[1],
        )


def _summary(found: ChainFigures, year: int) -> str:
    words = (
        f"{year}年共发现问题线索{found.total}件，已闭环{found.closed}件，"
        f"正在核查{found.open}件，其中有环节逾期的{found.late}件"
    )
    if found.withdrawn:
        words += f"，另撤回{found.withdrawn}件"
    if found.median_days is not None:
        words += f"；从发现到闭环的中位用时{found.median_days:g}天"
    origins = sum(found.ways.values())
    if found.total:
        words += f"；查清源头环节的{origins}件，占{origins / found.total:.0%}"
    return words + "。"


def evaluation_context(
    version: ChainVersion, year: int, conclusion: str, actor: Actor
) -> dict[str, Any]:
    """Return what the evaluation of a year is filled with."""
    chain = version.chain
    clues = clues_of(actor, chain, date(year, 1, 1), date(year, 12, 31))
    stages = list(version.stages.prefetch_related("units__organisation"))
    found = figures_of(clues, [stage.code for stage in stages])
    names = {stage.code: stage.name for stage in stages}
    rows = []
    for stage in stages:
        row = found.stages[stage.code]
        leads = [str(unit) for unit in stage.units.all() if unit.role == "lead"]
        rows.append(
            {
                "name": stage.name,
                "lead": "、".join(leads) or "未明确",
                "found": row.found,
                "answered": row.answered,
                "in_time": f"{row.in_time}/{row.due}",
                "open": row.open,
                "late": row.late,
                "days": "—" if row.median_days is None else f"{row.median_days:g}",
            }
        )
    ways = [
        {"origin": names.get(first, first), "found": names.get(last, last), "count": count}
        for (first, last), count in found.ways.most_common()
    ]
    return {
        "issuer": _issuer(str(chain.region_id))[0],
        "year": year,
        "version": f"第{version.number}版",
        "summary": _summary(found, year),
        "stages": rows,
        "ways": ways or [{"origin": "—", "found": "—", "count": 0}],
        "gaps": [gap.words for gap in gaps_of(version)] or ["未发现空档和重叠。"],
        "conclusion": conclusion,
        "issued_on": official_date(clock.today()),
    }


def render_evaluation(
    version: ChainVersion, year: int, conclusion: str, actor: Actor
) -> DocumentInfo:
    """Make the paper of a year's evaluation."""
    with override(settings.LANGUAGE_CODE):
        return render_document(
            template_code="chains.evaluation",
            context=evaluation_context(version, year, conclusion, actor),
            subject=version.chain,
            actor=actor,
            title=f"“{version.chain.name}”全链条安全监管{year}年度评价",
            county_sign=_issuer(str(version.chain.region_id))[1],
        )
