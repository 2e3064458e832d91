"""The Word forms of situation report 态势快报 and review report 复盘报告, as recipes.

``manage build_response_forms`` writes them to ``data/documents``; a test fails when recipe and form
differ. Words of these papers are official Chinese in every interface language.
"""

from __future__ import annotations

from pathlib import Path

from anlan.base.documents.public import OfficialPaper

FOLDER = Path(__file__).parent / "data" / "documents"


def _sections(paper: OfficialPaper) -> None:
    paper.control("{%p for section in sections %}")
    paper.heading("{{ section.heading }}")
    paper.control("{%p for paragraph in section.paragraphs %}")
    paper.body("{{ paragraph }}")
    paper.control("{%p endfor %}")
    paper.control("{%p endfor %}")


def build_situation_report() -> OfficialPaper:
    """态势快报: facts, level, weather, measures, tasks, teams, what comes next."""
    paper = OfficialPaper()
    paper.title("{{ title_lines }}")
    paper.body("编号：{{ number }}")
    paper.body("截至：{{ as_of }}")
    _sections(paper)
    paper.heading("任务进展")
    paper.table(
        ["工作组", "待接受", "执行中", "已完成", "超时"],
        ["{{ t.group }}", "{{ t.waiting }}", "{{ t.doing }}", "{{ t.done }}", "{{ t.late }}"],
        [60, 24, 24, 24, 24],
        "t in groups",
    )
    paper.heading("救援力量")
    paper.table(
        ["队伍", "人数", "状态", "到达时间"],
        ["{{ f.name }}", "{{ f.people }}", "{{ f.state }}", "{{ f.at }}"],
        [70, 20, 30, 36],
        "f in teams",
    )
    paper.heading("下一步工作")
    paper.control("{%p for line in next_steps %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


def build_review_report() -> OfficialPaper:
    """复盘报告: times, what was done, the whole course, what is to be improved."""
    paper = OfficialPaper()
    paper.title("{{ title_lines }}")
    paper.body("编号：{{ number }}")
    paper.body("编制时间：{{ as_of }}")
    paper.heading("处置时效")
    paper.table(
        ["节点", "时间", "距首个信号"],
        ["{{ step.label }}", "{{ step.at }}", "{{ step.elapsed }}"],
        [60, 60, 36],
        "step in steps",
    )
    _sections(paper)
    paper.heading("处置经过")
    paper.table(
        ["时间", "事项", "记录人"],
        ["{{ entry.at }}", "{{ entry.text }}", "{{ entry.actor }}"],
        [36, 92, 28],
        "entry in timeline",
    )
    paper.heading("经验教训与整改")
    paper.table(
        ["经验教训", "整改措施", "责任单位", "期限", "状态"],
        ["{{ i.lesson }}", "{{ i.measure }}", "{{ i.who }}", "{{ i.due }}", "{{ i.state }}"],
        [36, 42, 30, 28, 20],
        "i in improvements",
    )
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


RECIPES = {
    "situation_report": build_situation_report,
    "review_report": build_review_report,
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
