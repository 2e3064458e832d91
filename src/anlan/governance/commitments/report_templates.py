"""The Word form of the table of progress, as a recipe.

``manage build_commitment_forms`` writes it to ``data/documents``; a test fails when recipe and form
differ. Words of papers are official Chinese in every interface language.
"""

from __future__ import annotations

from pathlib import Path

from anlan.base.documents.public import OfficialPaper

FOLDER = Path(__file__).parent / "data" / "documents"


def build_progress_table() -> OfficialPaper:
    """任务进展台账: list, progress, problems."""
    paper = OfficialPaper()
    paper.title("{{ title_lines }}")
    paper.body("填报单位：{{ issuer }}　　截至日期：{{ day }}")
    paper.table(
        ["序号", "任务", "牵头单位", "时限", "进度", "进展情况", "存在问题"],
        [
            "{{ row.number }}",
            "{{ row.title }}",
            "{{ row.lead }}",
            "{{ row.deadline }}",
            "{{ row.progress }}",
            "{{ row.report }}",
            "{{ row.problem }}",
        ],
        [10, 40, 20, 20, 14, 34, 18],
        "row in rows",
    )
    paper.remark("（填报人：{{ author }}　　　　审核人：　　　　　　　　填报日期：{{ day }}）")
    return paper


RECIPES = {"progress_table": build_progress_table}


def build_all(folder: Path = FOLDER) -> list[Path]:
    """Write every form; returns their paths."""
    paths = []
    for name, recipe in RECIPES.items():
        path = folder / f"{name}.docx"
        recipe().save(path)
        paths.append(path)
    return paths
