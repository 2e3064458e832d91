"""The Word form of the report of an evaluation 规划评估报告, as a recipe.

``manage build_indicator_forms`` writes it to ``data/documents``; a test fails when recipe and form
differ. Words of the paper are official Chinese in every interface language.
"""

from __future__ import annotations

from pathlib import Path

from anlan.base.documents.public import OfficialPaper

FOLDER = Path(__file__).parent / "data" / "documents"


def build_evaluation() -> OfficialPaper:
    """规划评估报告: how it stands, indicators, tasks, conclusion."""
    paper = OfficialPaper()
    paper.title("{{ title_lines }}")
    paper.body("编号：{{ number }}　　评估截止日：{{ as_of }}")
    paper.heading("总体情况")
    paper.body(
        "本次评估对象为《{{ plan }}》。纳入评估的指标{{ indicators_count }}项，"
        "其中已达到或进度符合要求{{ reached }}项，滞后或未达到{{ behind }}项，"
        "暂无法评价{{ unknown }}项；"
        "纳入评估的任务"
        "{{ tasks_count }}项，其中已完成{{ tasks_done }}项，滞后或逾期{{ tasks_behind }}项。"
    )
    paper.heading("指标完成情况")
    paper.table(
        ["序号", "指标", "责任单位", "现状值", "目标值", "完成值", "完成度", "评价"],
        [
            "{{ i.number }}",
            "{{ i.title }}",
            "{{ i.unit }}",
            "{{ i.baseline }}",
            "{{ i.target }}",
            "{{ i.actual }}",
            "{{ i.degree }}",
            "{{ i.verdict }}",
        ],
        [10, 42, 24, 18, 20, 18, 14, 14],
        "i in indicators",
    )
    paper.heading("指标评述")
    paper.table(
        ["序号", "指标", "评述"],
        ["{{ i.number }}", "{{ i.title }}", "{{ i.why }}"],
        [12, 48, 100],
        "i in indicators",
    )
    paper.heading("任务完成情况")
    paper.table(
        ["序号", "任务", "牵头单位", "期限", "状态", "进度", "评价", "评述"],
        [
            "{{ t.number }}",
            "{{ t.title }}",
            "{{ t.unit }}",
            "{{ t.target }}",
            "{{ t.actual }}",
            "{{ t.degree }}",
            "{{ t.verdict }}",
            "{{ t.why }}",
        ],
        [10, 46, 24, 20, 18, 12, 12, 18],
        "t in tasks",
    )
    paper.heading("结论与建议")
    paper.body("{{ conclusion }}")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


RECIPES = {"evaluation": build_evaluation}


def build_all(folder: Path = FOLDER) -> list[Path]:
    """Write every form; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, recipe in RECIPES.items():
        path = folder / f"{name}.docx"
        recipe().save(path)
        paths.append(path)
    return paths
