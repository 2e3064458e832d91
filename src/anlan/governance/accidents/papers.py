"""The form of the statistical report, built by ``anlan manage build_accident_forms``."""

from __future__ import annotations

from pathlib import Path

from anlan.base.documents.public import OfficialPaper

FOLDER = Path(__file__).parent / "data" / "documents"


def build_report() -> OfficialPaper:
    """生产安全事故统计分析报告: totals, comparison, cuts, rates, text."""
    paper = OfficialPaper()
    paper.title("{{ title_lines }}")
    paper.body("编号：{{ number }}")
    paper.heading("总体情况")
    paper.control("{%p for line in lines %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.table(
        ["指标", "本期", "上年同期", "增减", "增减%", "判断"],
        [
            "{{ m.name }}",
            "{{ m.now }}",
            "{{ m.before }}",
            "{{ m.diff }}",
            "{{ m.percent }}",
            "{{ m.words }}",
        ],
        [46, 20, 22, 20, 20, 28],
        "m in measures",
    )
    paper.heading("分项统计")
    paper.table(
        ["分类", "项目", "起数", "死亡", "重伤", "上年同期起数", "上年同期死亡"],
        [
            "{{ c.cut }}",
            "{{ c.label }}",
            "{{ c.accidents }}",
            "{{ c.deaths }}",
            "{{ c.serious }}",
            "{{ c.old_accidents }}",
            "{{ c.old_deaths }}",
        ],
        [24, 46, 16, 16, 16, 20, 20],
        "c in cuts",
    )
    paper.heading("相对指标")
    paper.table(
        ["指标", "分子", "分母", "数值", "单位"],
        [
            "{{ r.name }}",
            "{{ r.numerator }}",
            "{{ r.denominator }}",
            "{{ r.value }}",
            "{{ r.unit }}",
        ],
        [66, 18, 30, 22, 22],
        "r in rates",
    )
    paper.heading("控制指标")
    paper.table(
        ["指标", "全年控制数", "已发生", "全年预测（80%区间）", "突破概率", "状态"],
        [
            "{{ t.name }}",
            "{{ t.limit }}",
            "{{ t.done }}",
            "{{ t.forecast }}",
            "{{ t.risk }}",
            "{{ t.state }}",
        ],
        [46, 22, 18, 34, 18, 20],
        "t in targets",
    )
    paper.heading("统计说明")
    paper.body("{{ basis }}")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


RECIPES = {"report": build_report}


def build_all(folder: Path = FOLDER) -> list[Path]:
    """Write every form; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, recipe in RECIPES.items():
        path = folder / f"{name}.docx"
        recipe().save(path)
        paths.append(path)
    return paths
