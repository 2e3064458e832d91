"""The Word form of the notice of results 考核结果通报, as a recipe.

``manage build_assessment_forms`` writes it to ``data/documents``; a test fails when recipe and form
differ. Words of the paper are official Chinese in every interface language.
"""

from __future__ import annotations

from pathlib import Path

from anlan.base.documents.public import OfficialPaper

FOLDER = Path(__file__).parent / "data" / "documents"


def build_results() -> OfficialPaper:
    """考核结果通报: basis, results by grade, ranking, veto, appeals, what loses points."""
    paper = OfficialPaper()
    paper.masthead(issuer="{{ issuer }}", number="{{ number }}")
    paper.title("{{ title_lines }}")
    paper.addressee("{{ addressee }}：")
    paper.body(
        "根据《{{ scheme }}》，对{{ units }}个单位{{ period }}安全生产工作进行了考核。"
        "经自评、评分、复核、公示和申诉处理，现将结果通报如下。"
    )
    paper.heading("考核结果")
    paper.body("{{ grades }}")
    paper.table(
        ["名次", "单位", "得分", "加分", "扣分", "等次", "上次名次"],
        [
            "{{ r.rank }}",
            "{{ r.name }}",
            "{{ r.score }}",
            "{{ r.bonus }}",
            "{{ r.deduction }}",
            "{{ r.band }}",
            "{{ r.before }}",
        ],
        [16, 50, 20, 18, 18, 18, 20],
        "r in ranking",
    )
    paper.heading("一票否决")
    paper.body("{{ vetoes }}")
    paper.heading("失分较多的项目")
    paper.table(
        ["项目", "失分单位数", "平均得分率"],
        ["{{ w.name }}", "{{ w.units }}", "{{ w.rate }}"],
        [96, 30, 30],
        "w in weak",
    )
    paper.heading("申诉处理情况")
    paper.body("{{ appeals }}")
    paper.heading("有关要求")
    paper.body("请各单位对照失分项目逐项整改。考核数据、评分依据和计算过程可在平台查询。")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    return paper


RECIPES = {"results": build_results}


def build_all(folder: Path = FOLDER) -> list[Path]:
    """Write every form; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, recipe in RECIPES.items():
        path = folder / f"{name}.docx"
        recipe().save(path)
        paths.append(path)
    return paths
