"""Word forms of demonstration units: self-assessment report, award, rectification, exit.

``manage build_accreditation_forms`` writes the recipes to ``data/documents``; a test fails when
recipe and form differ. Words of the papers are official Chinese in every interface language.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anlan.base.documents.public import (
    DocumentInfo,
    OfficialPaper,
    official_date,
    render_document,
)
from anlan.base.files.public import attachments_of
from anlan.base.regions.public import county_of
from anlan.governance.accreditation.choices import Effect, Level
from anlan.governance.accreditation.models import Case, Rectification, Round
from anlan.governance.accreditation.selectors.standing import Line, judge
from anlan.kernel import clock
from anlan.kernel.actor import Actor

FOLDER = Path(__file__).parent / "data" / "documents"
#: Series of the numbers of each paper: 龙示评〔2026〕1号.
SERIES = {"report": "示评", "award": "示命", "rectification": "示改", "exit": "示退"}
TITLES = {
    "report": "示范创建自评报告",
    "award": "示范单位命名决定",
    "rectification": "示范单位整改通知书",
    "exit": "示范单位退出决定",
}
EFFECT_WORDS = {
    Effect.VETO: "前置条件",
    Effect.POINTS: "计分",
    Effect.REQUIRED: "必须达到",
}
LEVEL_WORDS = {
    Level.NATIONAL: "国家级",
    Level.PROVINCIAL: "省级",
    Level.CITY: "市级",
    Level.COUNTY: "县级",
}


def build_report() -> OfficialPaper:
    """自评报告: who, for what, every criterion with answer, records, evidence."""
    paper = OfficialPaper()
    paper.masthead(issuer="{{ issuer }}", number="{{ number }}")
    paper.title("{{ title_lines }}")
    paper.addressee("{{ addressee }}：")
    paper.body("{{ opening }}")
    paper.heading("一、前置条件和创建标准自评")
    paper.table(
        ["项目", "要求", "自评", "平台记录", "说明和佐证"],
        ["{{ c.part }}", "{{ c.name }}", "{{ c.own }}", "{{ c.auto }}", "{{ c.note }}"],
        [22, 46, 18, 36, 34],
        "c in criteria",
    )
    paper.heading("二、自评结论")
    paper.body("{{ conclusion }}")
    paper.body("平台没有数据的项目共{{ silent }}项，由审核人核对佐证材料。")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


def _decision(*headings: tuple[str, str]) -> OfficialPaper:
    paper = OfficialPaper()
    paper.masthead(issuer="{{ issuer }}", number="{{ number }}", signatory="{{ signatory }}")
    paper.title("{{ title_lines }}")
    paper.addressee("{{ addressee }}：")
    for heading, body in headings:
        paper.heading(heading)
        paper.body(body)
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


def build_award() -> OfficialPaper:
    """命名决定: how it was reviewed, the title, validity, re-check, incentive."""
    return _decision(
        ("一、评审情况", "{{ review }}"),
        ("二、命名", "{{ decision }}"),
        ("三、有效期和复查", "{{ validity }}"),
        ("四、激励和要求", "{{ demand }}"),
        ("五、依据", "{{ basis }}。"),
    )


def build_rectification() -> OfficialPaper:
    """整改通知书: what was found, until when, what follows."""
    return _decision(
        ("一、存在问题", "{{ reason }}"),
        ("二、整改要求", "{{ demand }}"),
        ("三、依据", "{{ basis }}。"),
    )


def build_exit() -> OfficialPaper:
    """退出决定: facts, ground, decision."""
    return _decision(
        ("一、事实和理由", "{{ reason }}"),
        ("二、退出情形", "{{ ground }}"),
        ("三、决定", "{{ decision }}"),
        ("四、依据", "{{ basis }}。"),
    )


RECIPES = {
    "report": build_report,
    "award": build_award,
    "rectification": build_rectification,
    "exit": build_exit,
}


def build_all(folder: Path = FOLDER) -> list[Path]:
    """Write every form; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, recipe in RECIPES.items():
        path = folder / f"{name}.docx"
        recipe().save(path)
        paths.append(path)
    return paths


def _render(
    form: str, case: Case, context: dict[str, Any], actor: Actor, title: str
) -> DocumentInfo:
    county = county_of(case.region_id)
    unverified = "" if case.kind.is_verified else "（条文未经核对原文）"
    return render_document(
        template_code=f"accreditation.{form}",
        context={
            "signatory": actor.display_name,
            "basis": f"{case.kind.basis.rstrip('。')}{unverified}",
            **context,
        },
        subject=case,
        actor=actor,
        title=title,
        county_sign=county.name[:1] if county else "安",
    )


def _own_words(line: Line) -> str:
    criterion = line.answer.criterion
    if criterion.effect == Effect.POINTS:
        return f"{line.answer.points or 0:g}/{criterion.points:g}分"
    if line.answer.is_met is None:
        return "未作答"
    return "符合" if line.answer.is_met else "不符合"


def _auto_words(line: Line) -> str:
    if not line.answer.auto_at:
        return "—"
    words = {True: "符合", False: "不符合", None: "无数据"}[line.answer.auto_met]
    return f"{words}：{line.answer.auto_words}"


def report_context(case: Case, found: Round) -> dict[str, Any]:
    """Return what the self-assessment report is filled with."""
    verdict = judge(found)
    rows = []
    for line in verdict.lines:
        criterion = line.answer.criterion
        files = [file.name for file in attachments_of(line.answer)]
        note = "；".join(filter(None, [line.answer.note, "、".join(files)]))
        rows.append(
            {
                "part": criterion.part or EFFECT_WORDS[Effect(criterion.effect)],
                "name": criterion.name,
                "own": _own_words(line),
                "auto": _auto_words(line),
                "note": note or "—",
            }
        )
    score = f"自评得分率{verdict.score:g}%。" if verdict.score is not None else ""
    return {
        "issuer": case.organisation.name,
        "addressee": case.office.name,
        "opening": f"{case.unit_name}对照“{case.kind.name}”创建标准（第{case.kind.version}版）"
        f"逐项自评，共{len(rows)}项。",
        "criteria": rows,
        "conclusion": f"{score}"
        + (
            "自评认为符合创建条件，申请评审。"
            if verdict.is_passed
            else f"尚有不足：{verdict.words}。"
        ),
        "silent": sum(
            1 for line in verdict.lines if line.answer.auto_at and line.answer.auto_met is None
        ),
    }


def render_report(case: Case, found: Round, actor: Actor) -> DocumentInfo:
    """Make the self-assessment report."""
    title = f"关于{case.unit_name}创建{case.kind.name}的自评报告"
    return _render("report", case, report_context(case, found), actor, title)


def award_context(case: Case, remark: str) -> dict[str, Any]:
    """Return what the award decision is filled with."""
    level = LEVEL_WORDS[Level(case.kind.level)]
    score = f"现场评审得分率{case.score:g}%，" if case.score is not None else ""
    awarded = official_date(case.awarded_on or clock.today())
    decision = (
        f"经研究，决定命名{case.unit_name}为“{case.kind.name}”。"
        if case.kind.level == Level.COUNTY
        else f"{case.unit_name}已由上级机关以{case.number}命名为“{case.kind.name}”（{level}），"
        f"命名日期{awarded}，现予登记公布。"
    )
    until = f"有效期至{official_date(case.valid_until)}，" if case.valid_until else "长期有效，"
    recheck = official_date(case.recheck_on) if case.recheck_on else "—"
    published = (
        f"{official_date(case.publicity_from)}至{official_date(case.publicity_until)}公示，"
        if case.publicity_from and case.publicity_until
        else "公示，"
    )
    return {
        "issuer": case.office.name,
        "addressee": case.organisation.name,
        "review": f"经自评、材料审核、两人现场评审（{score}达到标准）和{published}"
        f"异议{case.objections.count()}件均已处理。",
        "decision": decision,
        "validity": f"{until}每{case.kind.recheck_months}个月复查一次，首次复查不迟于{recheck}。",
        "demand": "；".join(filter(None, [case.kind.incentive, remark]))
        or "请巩固创建成果，发挥示范作用。",
    }


def render_award(case: Case, actor: Actor, remark: str = "") -> DocumentInfo:
    """Make the decision of the award."""
    word = "命名" if case.kind.level == Level.COUNTY else "公布"
    title = f"关于{word}{case.unit_name}为{case.kind.name}的决定"
    return _render("award", case, award_context(case, remark), actor, title)


def render_rectification(made: Rectification, actor: Actor) -> DocumentInfo:
    """Make the notice of rectification."""
    case = made.case
    context = {
        "issuer": case.office.name,
        "addressee": case.organisation.name,
        "reason": made.text,
        "demand": f"请{case.unit_name}于{official_date(made.due_on)}前整改到位，"
        "书面报告并附佐证材料。"
        "逾期未整改或整改不合格的，按退出程序办理。",
    }
    return _render("rectification", case, context, actor, f"关于{case.unit_name}限期整改的通知")


def render_exit(case: Case, actor: Actor) -> DocumentInfo:
    """Make the decision of the exit."""
    ground = case.exit_ground
    basis = ground.basis if ground is not None and ground.basis else case.kind.basis
    mark = "" if ground is not None and ground.is_verified else "（条文未经核对原文）"
    context = {
        "issuer": case.office.name,
        "addressee": case.organisation.name,
        "reason": case.outcome,
        "ground": ground.text if ground is not None else "—",
        "decision": f"自{official_date(case.exited_on or clock.today())}起，"
        f"{case.unit_name}退出“{case.kind.name}”（{case.number}），收回牌匾，停止享受相应激励。",
        "basis": f"{basis.rstrip('。')}{mark}",
    }
    return _render("exit", case, context, actor, f"关于{case.unit_name}退出{case.kind.name}的决定")
