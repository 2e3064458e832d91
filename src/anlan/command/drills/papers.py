"""The Word form of the assessment report 演练评估报告, as a recipe.

``manage build_drill_forms`` writes it to ``data/documents``; a test fails when recipe and form
differ. Words of the paper are official Chinese in every interface language.
"""

from __future__ import annotations

from pathlib import Path

from anlan.base.documents.public import OfficialPaper

FOLDER = Path(__file__).parent / "data" / "documents"


def _each(paper: OfficialPaper, name: str) -> None:
    paper.control("{%p for line in " + name + " %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")


def build_assessment() -> OfficialPaper:
    """演练评估报告: basis, people, process, points, comparison with the plan, what follows."""
    paper = OfficialPaper()
    paper.title("{{ title_lines }}")
    paper.body("编号：{{ number }}　　演练编号：{{ drill_number }}")
    paper.heading("演练基本情况")
    paper.body("演练形式：{{ kind }}。演练情景：{{ scenario }}。检验预案：{{ plan }}。")
    paper.body("地点：{{ place }}。开始：{{ began }}。结束：{{ ended }}。")
    paper.body("演练目的：{{ aims }}")
    paper.body("参演单位{{ units_count }}个，参演人员{{ players }}人。")
    paper.table(
        ["单位", "姓名", "职责", "扮演"],
        ["{{ p.unit }}", "{{ p.name }}", "{{ p.part }}", "{{ p.plays }}"],
        [60, 30, 30, 36],
        "p in people",
    )
    paper.heading("演练过程")
    paper.table(
        ["分钟", "实际时刻", "情景注入", "应答数"],
        ["{{ i.minute }}", "{{ i.at }}", "{{ i.title }}", "{{ i.answers }}"],
        [20, 26, 90, 20],
        "i in process",
    )
    paper.heading("评估结果")
    paper.body("总分{{ score }}分，评定等次：{{ grade }}。{{ summary }}")
    paper.table(
        ["责任单位", "行动数", "满分数", "得分", "应得分", "百分制"],
        [
            "{{ u.name }}",
            "{{ u.actions }}",
            "{{ u.full }}",
            "{{ u.earned }}",
            "{{ u.points }}",
            "{{ u.score }}",
        ],
        [56, 20, 20, 20, 20, 20],
        "u in units",
    )
    paper.table(
        ["期望行动", "责任单位", "时限（分）", "用时（分）", "得分", "说明"],
        [
            "{{ a.title }}",
            "{{ a.unit }}",
            "{{ a.within }}",
            "{{ a.after }}",
            "{{ a.earned }}/{{ a.points }}",
            "{{ a.why }}",
        ],
        [46, 32, 18, 18, 18, 24],
        "a in actions",
    )
    paper.heading("预案与实际对照")
    paper.table(
        ["工作组", "任务", "责任单位", "预案时限（分）", "实际（分）", "结果"],
        [
            "{{ c.group }}",
            "{{ c.title }}",
            "{{ c.owner }}",
            "{{ c.planned }}",
            "{{ c.done }}",
            "{{ c.verdict }}",
        ],
        [24, 42, 30, 24, 22, 14],
        "c in compared",
    )
    paper.heading("演练中的亮点")
    _each(paper, "strengths")
    paper.heading("存在的问题")
    _each(paper, "problems")
    paper.heading("预案修订建议")
    paper.table(
        ["预案任务", "现行规定", "建议", "理由", "处理"],
        [
            "{{ r.task }}",
            "{{ r.current }}",
            "{{ r.proposed }}",
            "{{ r.reason }}",
            "{{ r.state }}",
        ],
        [34, 26, 36, 40, 20],
        "r in proposals",
    )
    paper.heading("综合评价")
    paper.body("{{ conclusion }}")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


RECIPES = {"assessment": build_assessment}


def build_all(folder: Path = FOLDER) -> list[Path]:
    """Write every form; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, recipe in RECIPES.items():
        path = folder / f"{name}.docx"
        recipe().save(path)
        paths.append(path)
    return paths
