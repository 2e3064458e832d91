"""The Word forms of incident reports, as recipes.

``manage build_report_forms`` writes them to ``data/documents``; a test fails when recipe and form
differ.

Words of these papers are official Chinese in every interface language. The order of the sections
follows article 12 of 国务院令第493号.
"""

from __future__ import annotations

from pathlib import Path

from anlan.base.documents.public import OfficialPaper

FOLDER = Path(__file__).parent / "data" / "documents"
ORDINALS = "一二三四五六七八九十"


def _opening(paper: OfficialPaper) -> None:
    paper.masthead(issuer="{{ issuer }}", number="{{ number }}", signatory="{{ signatory }}")
    paper.title("{{ title_lines }}")
    paper.addressee("{{ addressee }}：")
    paper.control("{%p if opening %}")
    paper.body("{{ opening }}")
    paper.control("{%p endif %}")


def _sections(paper: OfficialPaper) -> None:
    paper.control("{%p for section in sections %}")
    paper.heading("{{ section.heading }}")
    paper.control("{%p for paragraph in section.paragraphs %}")
    paper.body("{{ paragraph }}")
    paper.control("{%p endfor %}")
    paper.control("{%p endfor %}")


def _ending(paper: OfficialPaper) -> None:
    paper.control("{%p if closing %}")
    paper.body("{{ closing }}")
    paper.control("{%p endif %}")
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")
    paper.remark("（联系人：{{ contact_name }}，值班电话：{{ contact_phone }}）")
    paper.imprint(copies="抄送：{{ copies }}。", printed="{{ issuer }}　　{{ issued_on }}印发")


def build_initial() -> OfficialPaper:
    """初报: what is known now, by the six points of article 12."""
    paper = OfficialPaper()
    _opening(paper)
    _sections(paper)
    _ending(paper)
    return paper


def build_continuing() -> OfficialPaper:
    """续报: what changed since the last report, in a table, then the present facts."""
    paper = OfficialPaper()
    _opening(paper)
    paper.control("{%p if changes %}")
    paper.heading("{{ changes_heading }}")
    paper.table(
        ["项目", "上次报告", "本次报告"],
        ["{{ change.label }}", "{{ change.before }}", "{{ change.after }}"],
        [66, 45, 45],
        "change in changes",
    )
    paper.control("{%p endif %}")
    _sections(paper)
    _ending(paper)
    return paper


def build_final() -> OfficialPaper:
    """终报: the whole course with its times, measures and result."""
    paper = OfficialPaper()
    _opening(paper)
    _sections(paper)
    paper.heading("{{ steps_heading }}")
    paper.table(
        ["节点", "时间", "距发现信号"],
        ["{{ step.label }}", "{{ step.at }}", "{{ step.elapsed }}"],
        [60, 60, 36],
        "step in steps",
    )
    paper.control("{%p for part in contributed %}")
    paper.heading("{{ part.heading }}")
    paper.control("{%p for paragraph in part.paragraphs %}")
    paper.body("{{ paragraph }}")
    paper.control("{%p endfor %}")
    paper.control("{%p endfor %}")
    paper.heading("{{ timeline_heading }}")
    paper.table(
        ["时间", "事项", "记录人"],
        ["{{ entry.at }}", "{{ entry.text }}", "{{ entry.actor }}"],
        [36, 92, 28],
        "entry in timeline",
    )
    _ending(paper)
    return paper


RECIPES = {
    "initial_report": build_initial,
    "continuing_report": build_continuing,
    "final_report": build_final,
}


def build_all(folder: Path = FOLDER) -> list[Path]:
    """Write every form; returns their paths."""
    paths = []
    for name, recipe in RECIPES.items():
        path = folder / f"{name}.docx"
        recipe().save(path)
        paths.append(path)
    return paths
