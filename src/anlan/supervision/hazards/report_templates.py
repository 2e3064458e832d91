"""The Word forms of orders and notices on hazards, as recipes.

``manage build_hazard_forms`` writes them to ``data/documents``; a test fails when recipe and form
differ. Words of these papers are official Chinese in every interface language.
"""

from __future__ import annotations

from pathlib import Path

from anlan.base.documents.public import OfficialPaper

FOLDER = Path(__file__).parent / "data" / "documents"


def _opening(paper: OfficialPaper) -> None:
    paper.masthead(issuer="{{ issuer }}", number="{{ number }}")
    paper.title("{{ title_lines }}")
    paper.addressee("{{ addressee }}：")


def _facts(paper: OfficialPaper) -> None:
    paper.heading("一、隐患情况")
    paper.body("隐患编号：{{ hazard_number }}。发现时间：{{ found }}。地点：{{ place }}。")
    paper.body("{{ description }}")
    paper.control("{%p if criteria %}")
    paper.heading("二、判定依据")
    paper.control("{%p for line in criteria %}")
    paper.body("{{ line }}")
    paper.control("{%p endfor %}")
    paper.control("{%p endif %}")


def _ending(paper: OfficialPaper) -> None:
    paper.signature(issuer="{{ issuer }}", date="{{ issued_on }}")


def build_major_notice() -> OfficialPaper:
    """告知书: to the principal and the actual controller, with the receipt to sign."""
    paper = OfficialPaper()
    _opening(paper)
    paper.body(
        "经核查，你单位存在重大事故隐患，现向主要负责人{{ principal }}、"
        "实际控制人{{ controller }}告知如下："
    )
    _facts(paper)
    paper.heading("有关要求")
    paper.body(
        "请依法落实整改责任、措施、资金、时限和应急预案，"
        "{% if due %}于{{ due }}前完成整改，{% endif %}"
        "整改期间采取可靠的安全防范措施；"
        "并将排查治理情况及时向负有安全生产监督管理职责的部门和职工大会或者"
        "职工代表大会报告（《中华人民共和国安全生产法》第四十一条）。"
    )
    _ending(paper)
    paper.remark("（签收：主要负责人　　　　　　实际控制人　　　　　　　　年　　月　　日）")
    return paper


def build_listing_order() -> OfficialPaper:
    """挂牌督办通知书: what must be done, until when, by whom supervised."""
    paper = OfficialPaper()
    _opening(paper)
    paper.body(
        "根据《中华人民共和国安全生产法》第四十一条，"
        "决定对下列重大事故隐患实施{{ level }}挂牌督办。"
    )
    _facts(paper)
    paper.heading("督办要求")
    paper.body("{{ requirements }}")
    paper.heading("督办期限")
    paper.body("请于{{ period }}前完成整改，并书面申请解除挂牌督办。")
    _ending(paper)
    return paper


def build_listing_lifted() -> OfficialPaper:
    """解除挂牌督办通知书."""
    paper = OfficialPaper()
    _opening(paper)
    paper.body(
        "{{ listed }}起实施{{ level }}挂牌督办的重大事故隐患"
        "（{{ hazard_number }}　{{ hazard_title }}），"
        "你单位于{{ applied }}申请解除。经现场核查：{{ finding }}"
    )
    paper.body("决定解除挂牌督办。请落实长效措施，防止隐患反弹；本机关将适时开展“回头看”。")
    _ending(paper)
    return paper


def build_suspension_order() -> OfficialPaper:
    """责令暂时停产停业（停止使用）决定书."""
    paper = OfficialPaper()
    _opening(paper)
    paper.body("经核查，你单位存在重大事故隐患，排除前或者排除过程中无法保证安全。")
    _facts(paper)
    paper.heading("决定")
    paper.body("依据{{ basis }}，责令你单位自收到本决定之时起{{ stop }}：{{ scope }}。")
    paper.body("重大事故隐患排除后，经审查同意，方可恢复生产经营和使用。")
    paper.heading("救济途径")
    paper.body(
        "如不服本决定，可以依法申请行政复议或者提起行政诉讼；"
        "复议、诉讼期间本决定不停止执行，法律另有规定的除外。"
    )
    _ending(paper)
    return paper


def build_quarterly_table() -> OfficialPaper:
    """安全生产事故隐患排查治理情况统计表."""
    paper = OfficialPaper()
    paper.title("{{ title_lines }}")
    paper.body("统计区域：{{ area }}　　统计时段：{{ period }}")
    paper.table(
        ["类别", "期初", "新增", "销号", "期末", "超期", "整改率"],
        [
            "{{ row.label }}",
            "{{ row.stock_before }}",
            "{{ row.opened }}",
            "{{ row.closed }}",
            "{{ row.stock_after }}",
            "{{ row.overdue }}",
            "{{ row.rate }}",
        ],
        [46, 18, 18, 18, 18, 18, 20],
        "row in rows",
    )
    paper.body("{{ basis }}")
    paper.remark(
        "（填报人：{{ author }}　　　　审核人：　　　　　　　　填报日期：{{ issued_on }}）"
    )
    return paper


RECIPES = {
    "major_notice": build_major_notice,
    "listing_order": build_listing_order,
    "listing_lifted": build_listing_lifted,
    "suspension_order": build_suspension_order,
    "quarterly_table": build_quarterly_table,
}


def build_all(folder: Path = FOLDER) -> list[Path]:
    """Write every form; returns their paths."""
    paths = []
    for name, recipe in RECIPES.items():
        path = folder / f"{name}.docx"
        recipe().save(path)
        paths.append(path)
    return paths
