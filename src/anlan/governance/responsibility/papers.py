"""The Word form of the yearly duty report 履职报告, as a recipe.

``manage build_responsibility_forms`` writes it to ``data/documents``; a test fails when recipe and
form differ. Words of the paper are official Chinese in every interface language.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anlan.base.documents.public import OfficialPaper, official_date
from anlan.governance.responsibility.choices import DutyKind
from anlan.governance.responsibility.models import DutyRecord, Portfolio
from anlan.governance.responsibility.selectors import DutyStanding

FOLDER = Path(__file__).parent / "data" / "documents"
#: The paper's own words, whatever the language of the page.
KINDS = {
    DutyKind.MEETING: "会议研究",
    DutyKind.INSPECTION: "督导检查",
    DutyKind.DUTY_SHIFT: "带班值守",
    DutyKind.COMMAND: "指挥处置",
    DutyKind.DRILL: "应急演练",
    DutyKind.ORDER: "批示督办",
    DutyKind.STUDY: "学习宣传",
    DutyKind.REPORT: "述职报告",
    DutyKind.RESOURCES: "投入保障",
    DutyKind.OTHER: "其他",
}


def build_duty_report() -> OfficialPaper:
    """履职报告: division of work, duties and records side by side, records, what is missing."""
    paper = OfficialPaper()
    paper.title("{{ title_lines }}")
    paper.body("编号：{{ number }}　　报告年度：{{ year }}年")
    paper.heading("一、分工")
    paper.body("{{ name }}，{{ post }}。{{ portfolio }}")
    paper.heading("二、职责落实情况")
    paper.table(
        ["职责", "依据", "应履职次数", "已记录次数"],
        ["{{ d.text }}", "{{ d.basis }}", "{{ d.asked }}", "{{ d.done }}"],
        [66, 46, 22, 22],
        "d in duties",
    )
    paper.heading("三、履职记录")
    paper.body("全年履职记录{{ count }}条：{{ summary }}。其中平台自动形成{{ automatic }}条。")
    paper.table(
        ["日期", "类别", "内容", "来源"],
        ["{{ r.day }}", "{{ r.kind }}", "{{ r.text }}", "{{ r.source }}"],
        [30, 24, 78, 24],
        "r in records",
    )
    paper.heading("四、尚无记录的职责")
    paper.control("{%p for line in missing %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


RECIPES = {"duty_report": build_duty_report}


def build_all(folder: Path = FOLDER) -> list[Path]:
    """Write every form; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, recipe in RECIPES.items():
        path = folder / f"{name}.docx"
        recipe().save(path)
        paths.append(path)
    return paths


def report_context(
    portfolio: Portfolio, year: int, records: list[DutyRecord], duties: list[DutyStanding]
) -> dict[str, Any]:
    """Return what the form is filled with."""
    counts: dict[str, int] = {}
    for record in records:
        word = KINDS[DutyKind(record.kind)]
        counts[word] = counts.get(word, 0) + 1
    missing = [duty.item.text for duty in duties if duty.has_no_record]
    return {
        "year": year,
        "name": portfolio.person.name,
        "post": portfolio.person.title,
        "portfolio": portfolio.text,
        "duties": [
            {
                "text": duty.item.text,
                "basis": duty.item.legal_basis + ("" if duty.item.is_verified else "（依据待核）"),
                "asked": duty.asked or "按需",
                "done": duty.done,
            }
            for duty in duties
        ],
        "count": len(records),
        "automatic": sum(record.is_automatic for record in records),
        "summary": "，".join(f"{word}{number}次" for word, number in counts.items()) or "无",
        "records": [
            {
                "day": official_date(record.day),
                "kind": KINDS[DutyKind(record.kind)],
                "text": record.text,
                "source": "平台自动" if record.is_automatic else "本人填报",
            }
            for record in records
        ],
        "missing": missing or ["无。"],
        "issuer": portfolio.person.name,
    }
