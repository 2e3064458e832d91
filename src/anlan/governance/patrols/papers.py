"""The Word forms of patrols, as recipes, and what they are filled with.

``manage build_patrol_forms`` writes them to ``data/documents``; a test fails when recipe and form
differ. Words of the papers are official Chinese in every interface language.
"""

from __future__ import annotations

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
from anlan.governance.patrols.choices import FindingState, UnitKind
from anlan.governance.patrols.models import Finding, Round, Visit
from anlan.governance.patrols.selectors.coverage import coverage_of_round
from anlan.governance.patrols.selectors.statistics import figures_of, group_by
from anlan.governance.patrols.services.common import county_name, county_sign
from anlan.kernel import clock
from anlan.kernel.actor import Actor

FOLDER = Path(__file__).parent / "data" / "documents"


def build_notice() -> OfficialPaper:
    """巡查通知: day, team, what is looked at, what to have ready."""
    paper = OfficialPaper()
    paper.masthead(issuer="{{ issuer }}", number="{{ number }}")
    paper.title("{{ title_lines }}")
    paper.addressee("{{ addressee }}：")
    paper.body(
        "根据{{ basis }}，县安全生产委员会决定对你单位开展{{ field }}巡查。现将有关事项通知如下。"
    )
    paper.heading("一、巡查时间和对象")
    paper.body("{{ when }}开始，巡查{{ unit }}。")
    paper.heading("二、巡查组")
    paper.body("{{ team }}")
    paper.heading("三、巡查内容")
    paper.table(["方面", "内容"], ["{{ p.part }}", "{{ p.text }}"], [30, 126], "p in parts")
    paper.heading("四、有关要求")
    paper.body(
        "请指定联络员，备好会议记录、检查记录、隐患台账、应急预案等资料，如实提供情况，并于收到通知后"
        "1个工作日内签收。"
    )
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


def build_feedback() -> OfficialPaper:
    """巡查反馈意见: judgement, findings with demand and day, what the unit said, what follows."""
    paper = OfficialPaper()
    paper.masthead(issuer="{{ issuer }}", number="{{ number }}", signatory="{{ signatory }}")
    paper.title("{{ title_lines }}")
    paper.addressee("{{ addressee }}：")
    paper.body(
        "根据{{ basis }}，{{ team }}于{{ days }}对{{ unit }}开展了{{ field }}巡查。"
        "现将意见反馈如下。"
    )
    paper.heading("一、总体评价")
    paper.body("{{ summary }}")
    paper.heading("二、巡查开展情况")
    paper.body("{{ done }}")
    paper.heading("三、发现的问题")
    paper.body("{{ counted }}")
    paper.table(
        ["序号", "问题", "性质", "依据", "责任单位", "整改期限"],
        [
            "{{ f.no }}",
            "{{ f.text }}",
            "{{ f.severity }}",
            "{{ f.basis }}",
            "{{ f.unit }}",
            "{{ f.due }}",
        ],
        [12, 52, 18, 34, 22, 20],
        "f in findings",
    )
    paper.heading("四、对初稿的意见")
    paper.body("{{ comment }}")
    paper.heading("五、整改要求")
    paper.body(
        "请逐项明确责任人和整改措施，按期整改，通过平台逐项报告整改情况并附佐证材料。县安全生产委员会办公室"
        "将逐项核查、适时开展“回头看”；逾期未整改的，逐级提示直至督办。"
    )
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    paper.imprint(copies="抄送：{{ copy_to }}", printed="{{ issuer }}　　{{ issued_on }}印发")
    return paper


def build_report() -> OfficialPaper:
    """巡查情况通报: coverage, findings by kind and unit, clearance, what is late."""
    paper = OfficialPaper()
    paper.masthead(issuer="{{ issuer }}", number="{{ number }}")
    paper.title("{{ title_lines }}")
    paper.addressee("各有关单位：")
    paper.body("{{ opening }}")
    paper.heading("一、巡查覆盖情况")
    paper.table(
        ["类别", "全县总数", "计划巡查", "已巡查", "逾期未到"],
        ["{{ c.kind }}", "{{ c.whole }}", "{{ c.planned }}", "{{ c.visited }}", "{{ c.late }}"],
        [46, 28, 28, 28, 28],
        "c in coverage",
    )
    paper.body("{{ pace }}")
    paper.heading("二、问题和整改情况")
    paper.body("{{ clearance }}")
    paper.table(
        ["问题类别", "问题数", "已销号", "逾期未整改"],
        ["{{ k.name }}", "{{ k.found }}", "{{ k.closed }}", "{{ k.late }}"],
        [70, 28, 28, 30],
        "k in kinds",
    )
    paper.heading("三、各单位情况")
    paper.table(
        ["责任单位", "问题数", "已销号", "按期销号", "逾期未整改"],
        ["{{ u.name }}", "{{ u.found }}", "{{ u.closed }}", "{{ u.in_time }}", "{{ u.late }}"],
        [60, 24, 24, 24, 26],
        "u in units",
    )
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


RECIPES = {"notice": build_notice, "feedback": build_feedback, "report": build_report}


def build_all(folder: Path = FOLDER) -> list[Path]:
    """Write every form; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, recipe in RECIPES.items():
        path = folder / f"{name}.docx"
        recipe().save(path)
        paths.append(path)
    return paths


def _issuer(visit_or_round: Visit | Round) -> str:
    found = visit_or_round.round if isinstance(visit_or_round, Visit) else visit_or_round
    return f"{county_name(found.office.region_id)}安全生产委员会办公室"


def _team(visit: Visit) -> str:
    """The team by name: leader, members, experts."""
    team = visit.team
    if team is None:
        return "巡查组另行通知。"
    members = list(team.members.select_related("person"))
    people = [str(member.person) for member in members if member.person is not None]
    experts = [member.name for member in members if member.person is None]
    words = f"{team.name}，组长：{team.leader.name}（{team.leader.title}）"
    if people:
        words += f"；组员：{'、'.join(people)}"
    if experts:
        words += f"；专家：{'、'.join(experts)}"
    return f"{words}。"


def render_notice(visit: Visit, actor: Actor) -> DocumentInfo:
    """Make the notice of a patrol."""
    with override(settings.LANGUAGE_CODE):
        items = list(visit.checklist.items.all()) if visit.checklist else []
        context = {
            "issuer": _issuer(visit),
            "addressee": visit.organisation.name,
            "unit": visit.name,
            "basis": visit.round.basis,
            "field": str(visit.round.get_field_display()),
            "when": official_date(visit.planned_on) if visit.planned_on else "近期",
            "team": _team(visit),
            "parts": [{"part": item.part, "text": item.text} for item in items]
            or [{"part": "综合", "text": "安全生产和消防工作责任落实情况"}],
        }
    return render_document(
        template_code="patrols.notice",
        context=context,
        subject=visit,
        actor=actor,
        title=f"关于对{visit.name}开展巡查的通知",
        county_sign=county_sign(visit.round.office.region_id),
    )


def feedback_context(visit: Visit) -> dict[str, Any]:
    """Return what the form of the feedback is filled with."""
    findings = list(
        visit.findings.exclude(state=FindingState.DROPPED).select_related("organisation")
    )
    records = list(visit.records.values_list("kind", flat=True))
    grave = sum(1 for finding in findings if finding.severity <= 2)
    begun, ended = visit.begun_on or visit.visited_on, visit.visited_on
    days = official_date(begun) if begun else ""
    if ended and begun and ended != begun:
        days += f"至{official_date(ended)}"
    comment = (
        f"你单位反馈：{visit.comment}"
        if visit.comment
        else f"你单位在{official_date(visit.comment_due_on)}前未提出意见。"
        if visit.comment_due_on
        else "无。"
    )
    return {
        "issuer": _issuer(visit),
        "signatory": visit.issued_by,
        "addressee": visit.organisation.name,
        "unit": visit.name,
        "basis": visit.round.basis,
        "field": str(visit.round.get_field_display()),
        "team": visit.team.name if visit.team else "巡查组",
        "days": days,
        "summary": visit.summary,
        "done": f"个别谈话{records.count('talk')}人次，查阅资料{records.count('paper')}份，"
        f"现场查看{records.count('place')}处，对照清单核查{visit.results.count()}项。",
        "counted": f"共发现问题{len(findings)}个，其中较重和严重的{grave}个。"
        if findings
        else "本次巡查未发现需要书面整改的问题。",
        "findings": [_line(number, finding) for number, finding in enumerate(findings, 1)]
        or [dict.fromkeys(("no", "text", "severity", "basis", "unit", "due"), "—")],
        "comment": comment,
        "copy_to": "县纪委监委、县委组织部（巡查结果备案）",
    }


def _line(number: int, finding: Finding) -> dict[str, str]:
    text = finding.title + (f"。{finding.text}" if finding.text else "")
    return {
        "no": str(number),
        "text": text + (f"（要求：{finding.demand}）" if finding.demand else ""),
        "severity": str(finding.get_severity_display()),
        "basis": finding.basis or "—",
        "unit": str(finding.organisation),
        "due": f"{finding.due_on:%Y-%m-%d}",
    }


def render_feedback(visit: Visit, actor: Actor) -> DocumentInfo:
    """Make the feedback of a patrol about to be given."""
    with override(settings.LANGUAGE_CODE):
        context = feedback_context(visit)
    return render_document(
        template_code="patrols.feedback",
        context=context,
        subject=visit,
        actor=actor,
        title=f"关于巡查{visit.name}情况的反馈意见",
        county_sign=county_sign(visit.round.office.region_id),
    )


def report_context(found: Round) -> dict[str, Any]:
    """Return what the report on a round is filled with."""
    today = clock.today()
    coverage = coverage_of_round(found, today)
    findings = list(
        Finding.objects.filter(visit__round=found)
        .exclude(state__in=(FindingState.NOTED, FindingState.DROPPED))
        .select_related("organisation", "visit")
    )
    whole = figures_of(findings, today)
    pace = coverage.pace
    if not pace.is_known:
        words = "本轮巡查尚未到开始日期。"
    elif pace.unreached:
        words = (
            f"截至{official_date(today)}，按目前进度至期末可完成{pace.expected}个，"
            f"尚有{pace.unreached}个不能按期完成。"
        )
    else:
        words = f"截至{official_date(today)}，按目前进度可按期完成全部巡查。"
    return {
        "issuer": _issuer(found),
        "opening": f"根据{found.basis}，{official_date(found.starts_on)}至"
        f"{official_date(found.ends_on)}"
        f"开展“{found.title}”，计划巡查{coverage.planned}个单位，已完成{coverage.visited}个。",
        "coverage": [
            {
                "kind": str(UnitKind(line.kind).label),
                "whole": str(line.whole),
                "planned": str(line.planned),
                "visited": str(line.visited),
                "late": str(line.late),
            }
            for line in coverage.lines
        ],
        "pace": words,
        "clearance": f"共反馈问题{whole.found}个，已销号{whole.closed}个，"
        f"其中按期销号{whole.in_time}个；逾期未整改{whole.late}个。",
        "kinds": [
            {"name": name, "found": str(f.found), "closed": str(f.closed), "late": str(f.late)}
            for name, f in group_by(findings, lambda row: str(row.get_kind_display()), today)
        ],
        "units": [
            {
                "name": name,
                "found": str(f.found),
                "closed": str(f.closed),
                "in_time": str(f.in_time),
                "late": str(f.late),
            }
            for name, f in group_by(findings, lambda row: str(row.organisation), today)
        ],
    }


def render_report(found: Round, actor: Actor) -> DocumentInfo:
    """Make the report on a round."""
    with override(settings.LANGUAGE_CODE):
        context = report_context(found)
    return render_document(
        template_code="patrols.report",
        context=context,
        subject=found,
        actor=actor,
        title=f"关于{found.title}情况的通报",
        county_sign=county_sign(found.office.region_id),
    )
