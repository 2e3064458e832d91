"""Files as lines: PDF files with ruled tables, Word files with joined cells, groups in tables."""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from anlan.governance.planning.reading import read_lines, read_plan
from anlan.governance.planning.reading.sources import lines_of_html, lines_of_text, read_content
from anlan.governance.planning.tests import scoring

DOCUMENTS = Path(__file__).parent / "documents"
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)


@needs_poppler
def test_indicators_of_a_ruled_table_over_two_pages() -> None:
    reading = read_plan(DOCUMENTS / "projects-2026.pdf")
    found = [(o.name, o.unit, o.baseline, o.target, o.binding) for o in reading.indicators]
    assert found == [
        ("年均因自然灾害直接经济损失占地区生产总值的比例", "%", "0.92", "<0.8", False),
        ("年均每十万人受灾人次", "人次/十万人", "1650", "<1500", False),
        ("年均每百万人因自然灾害死亡率", "人/百万人", "0.6", "<0.5", True),
        ("灾害预警信息公众覆盖率", "%", "92", ">96", True),
        ("地质灾害隐患点专业监测覆盖率", "%", "45", "80以上", False),
        ("灾害事故信息上报及时准确率", "%", "88", "≥95", False),
        ("受灾人员基本生活得到有效救助的时间", "小时", "12", "10以内", True),
        ("县级救灾物资储备保障紧急转移安置人口能力", "人", "3000", "5000", False),
        ("乡镇（街道）、村（社区）应急救灾物资储备点覆盖率", "%", "70", "100", True),
        ("每万人应急避难场所有效避难面积", "平方米", "6000", "不低于10000", False),
    ]
    assert {one.deadline for one in reading.indicators} == {date(2030, 12, 31)}
    assert not reading.doubts


@needs_poppler
@pytest.mark.parametrize("name", ["projects-2026", "chemical-2026"])
def test_every_item_of_a_pdf_is_found_whole_and_quoted_from_its_line(name: str) -> None:
    path = DOCUMENTS / f"{name}.pdf"
    lines = {line.number: line.text for line in read_content(path.read_bytes())}
    reading = read_plan(path)
    for item in (*reading.tasks, *reading.indicators):
        assert item.quote and item.quote in lines[item.line]
    (section,) = scoring.read_sections(path.with_suffix(".notes"))
    score = scoring.score_tasks(section, list(reading.tasks))
    assert not score.misses


def test_cells_joined_downwards_are_read_alike_in_word_and_html() -> None:
    word = Document()
    word.add_paragraph("某县2026年安全生产重点任务分工")
    table = word.add_table(rows=3, cols=4)
    heads = ("重点任务", "工作措施", "牵头单位", "完成时限")
    rows = (heads, ("源头管控", "修订目录", "甲局", "3月底前"), ("", "开展复核", "", "6月底前"))
    for cells, words in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, words, strict=True):
            cell.text = text
    for column in (0, 2):
        table.cell(1, column).merge(table.cell(2, column))
    stream = io.BytesIO()
    word.save(stream)
    page = "<html><p>某县2026年安全生产重点任务分工</p><table><tr>"
    page += "".join(f"<td>{head}</td>" for head in heads)
    page += "</tr><tr><td rowspan=2>源头管控</td><td>修订目录</td><td rowspan=2>甲局</td>"
    page += "<td>3月底前</td></tr><tr><td>开展复核</td><td>6月底前</td></tr></table></html>"
    found = [
        [(task.text, task.lead_units, task.deadline) for task in read_lines(lines).tasks]
        for lines in (read_content(stream.getvalue()), lines_of_html(page))
    ]
    assert found[0] == found[1]
    assert found[0][1] == ("源头管控：开展复核", ("甲局",), date(2026, 6, 30))


def test_two_group_rows_on_end_do_not_end_a_table() -> None:
    rows = (
        "序号\t工作措施\t牵头单位\t完成时限",
        "一、强化管控",
        "（一）严格准入",
        "1\t修订准入目录\t甲局\t3月底前",
        "二、强化监管",
        "（一）运输安全",
        "2\t每季度开展一次督查\t乙局\t12月底前",
    )
    text = "\n".join(("某县2026年安全生产工作计划", *rows))
    first, second = read_lines(lines_of_text(text)).tasks
    assert first.lead_units == ("甲局",) and first.deadline == date(2026, 3, 31)
    assert (second.quantity, second.cadence) == ("一次", "每季度")


def test_items_of_a_cell_may_begin_with_their_time() -> None:
    text = (
        "某县安全生产整改清单\n序号\t整改措施\t责任单位\t整改时限\n"
        "1\t1.建成监测系统。2.2025年8月底前完成评估。3.编制治理方案。\t甲局\t2025年12月底前\n"
    )
    days = [task.deadline for task in read_lines(lines_of_text(text)).tasks]
    assert days == [date(2025, 12, 31), date(2025, 8, 31), date(2025, 12, 31)]
