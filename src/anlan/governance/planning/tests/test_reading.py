"""The parts of the reader, each on words made for it."""

from __future__ import annotations

import io
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document
from openpyxl import load_workbook

from anlan.governance.planning.reading import Reading, read_lines, read_plan
from anlan.governance.planning.reading.cleaning import clean
from anlan.governance.planning.reading.figures import find_cadence, find_figures
from anlan.governance.planning.reading.periods import Frame, find_periods, frame_of
from anlan.governance.planning.reading.sources import lines_of_html, lines_of_text
from anlan.governance.planning.reading.subjects import find_subject
from anlan.governance.planning.reading.units import read_charge
from anlan.kernel.reading.word import UnreadableDocument
from anlan.operations.commands.planning import planning

HERE = Path(__file__).parent
COUNTY = HERE.parent / "data" / "county-plan.txt"
FIVE_YEARS = Frame(2021, date(2025, 12, 31))
THREE_YEARS = Frame(2024, date(2026, 12, 31))


def read(text: str) -> Reading:
    """Read a text."""
    return read_lines(lines_of_text(text))


@pytest.mark.parametrize(
    ("words", "frame", "day"),
    [
        ("2022年底前完成整治", FIVE_YEARS, date(2022, 12, 31)),
        ("到2025年，达标率达到80%", FIVE_YEARS, date(2025, 12, 31)),
        ("2021 年 6 月底前完成", FIVE_YEARS, date(2021, 6, 30)),
        ("2024年3月30日前", THREE_YEARS, date(2024, 3, 30)),
        ("（2024年3月至12月）", THREE_YEARS, date(2024, 12, 31)),
        ("（2024年5月至2025年12月）", THREE_YEARS, date(2025, 12, 31)),
        ("“十四五”期间，对所有镇巡查一遍", FIVE_YEARS, date(2025, 12, 31)),
        ("三年内完成培训全覆盖", THREE_YEARS, date(2026, 12, 31)),
        ("2024—2026年新增一批达标单位", THREE_YEARS, date(2026, 12, 31)),
        ("2024年上半年完成", THREE_YEARS, date(2024, 6, 30)),
        ("2025年第三季度末前建成", THREE_YEARS, date(2025, 9, 30)),
        ("二〇二五年底前", FIVE_YEARS, date(2025, 12, 31)),
        ("2023年前完成", FIVE_YEARS, date(2022, 12, 31)),
        ("9月底前开展会诊", Frame(2024, date(2024, 12, 31)), date(2024, 9, 30)),
        ("年底前安装率达到95%", Frame(2024, date(2024, 12, 31)), date(2024, 12, 31)),
    ],
)
def test_last_day_of_a_stated_period(words: str, frame: Frame, day: date) -> None:
    (period,) = find_periods(clean(words).text, frame)
    assert period.day == day


@pytest.mark.parametrize(
    "words",
    [
        "2023年及以前排查发现的重大事故隐患存量",
        "2021年以来发证的企业",
        "2024年起推动安装灭火装置",
        "对3年内发生过事故的路口",
        "结合2024年“安全管理月”活动",
        "《全国森林防火规划（2016—2025年）》",
        "落实安全生产专项整治三年行动计划（2024—2026年）",
    ],
)
def test_no_deadline_where_none_is_stated(words: str) -> None:
    assert find_periods(words, THREE_YEARS) == []


def test_a_period_without_its_year_is_doubted_not_guessed() -> None:
    (period,) = find_periods("利用三年时间开展整治", Frame())
    assert period.day is None and period.doubt == "period_without_year"
    (bare,) = find_periods("6月底前完成", THREE_YEARS)
    assert bare.day is None and bare.doubt == "year_not_said"


def test_frame_of_a_plan() -> None:
    assert frame_of("某县“十五五”应急管理规划") == Frame(2026, date(2030, 12, 31))
    assert frame_of("治本攻坚三年行动方案（2024—2026年）") == THREE_YEARS
    assert frame_of("2024年全县安全生产工作要点").only_year == 2024


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("持证上岗率达到100%", ["100%"]),
        ("30人以上加工制造类企业70%完成自评", ["70%"]),
        ("建设提升小微企业园5个", ["5个"]),
        ("至少200个避灾安置场所规范化建设", ["至少200个"]),
        ("梳理安全生产24项重大风险点", ["24项"]),
        ("跨度大于18米的公共建筑", []),
        ("落实《安全生产15条硬措施》", []),
        ("（建筑面积在300平方米以上）", []),
        ("应用5G技术", []),
    ],
)
def test_numbers_to_be_reached(words: str, figures: list[str]) -> None:
    assert [f.words for f in find_figures(words) if f.is_target] == figures


@pytest.mark.parametrize(
    ("words", "cadence"),
    [
        ("每季度至少开展1次检查", "每季度"),
        ("每2年对所有专项预案演练", "每2年"),
        ("半年至少组织一次演练", "半年"),
        ("按季度开展督导调研", "按季度"),
        ("年均投入增长", None),
        ("结合每年消防宣传月活动", None),
    ],
)
def test_cadence_as_printed(words: str, cadence: str | None) -> None:
    found = find_cadence(words)
    assert (found.group() if found else None) == cadence


@pytest.mark.parametrize(
    ("bracket", "lead", "support"),
    [
        ("甲局牵头，乙局、丙局等有关部门按照职责分工负责", ("甲局",), ("乙局", "丙局")),
        ("甲局、乙大队牵头，各有关部门按照职责分工负责", ("甲局", "乙大队"), ("各有关部门",)),
        ("牵头单位：甲局；配合单位：乙局、各乡镇", ("甲局",), ("乙局", "各乡镇")),
        ("责任单位：甲局、乙局", ("甲局", "乙局"), ()),
        ("甲局、乙局按职责分工负责", ("甲局", "乙局"), ()),
        ("综合一科、各监管所、队", ("综合一科", "各监管所、队"), ()),
        ("甲局牵头，乙局配合", ("甲局",), ("乙局",)),
    ],
)
def test_responsible_units(bracket: str, lead: tuple[str, ...], support: tuple[str, ...]) -> None:
    charge = read_charge(bracket)
    assert charge is not None and (charge.lead, charge.support) == (lead, support)


@pytest.mark.parametrize("bracket", ["街道", "以下简称工作组", "含特种设备", "试行", "2020年"])
def test_other_brackets_name_nobody(bracket: str) -> None:
    charge = read_charge(bracket)
    assert charge is None or bracket == "街道"


def test_subject_of_an_obligation() -> None:
    assert find_subject("各级、各有关部门要加强领导", begins=True) == ("各级", "各有关部门")
    assert find_subject("相关乡镇每年至少开展一次演练", begins=True) == ("相关乡镇",)
    assert find_subject("主要负责同志要亲自部署", begins=True) == ()
    assert find_subject("主动与监管部门加强沟通", begins=True) == ()
    assert find_subject("会同行业主管部门要紧盯隐患", begins=True) == ()


def test_cleaning_keeps_the_place_of_every_character() -> None:
    raw = "[bookmark: _Toc1]（1） 健全　机 制,到 2025 年"
    cleaned = clean(raw)
    assert cleaned.text == "（1）健全机制，到2025年"
    assert cleaned.quote(3, 7) == "健全　机 制"


PREAMBLE = (
    "某县“十五五”规划\n为做好工作，依据有关法律法规，结合本县实际情况和发展需要，特制定本规划。\n"
)


def test_a_passage_and_the_tasks_inside_it() -> None:
    reading = read(
        PREAMBLE + "一、主要任务\n1.健全体系。完善各项管理制度。"
        "2027年底前建成平台，培训人员2000人次。"
        "（甲局牵头，乙局配合）\n"
    )
    whole, inside = reading.tasks
    assert whole.quote.startswith("1.健全体系") and whole.deadline is None
    assert inside.quote.startswith("2027年底前") and inside.deadline == date(2027, 12, 31)
    assert whole.lead_units == inside.lead_units == ("甲局",)
    assert inside.quantity == "2000人次" and inside.support_units == ("乙局",)


def test_background_ideas_and_contents_hold_no_tasks() -> None:
    reading = read(
        PREAMBLE.split("\n")[0] + "\n目录\n一、现状与形势\n二、主要任务\n" + PREAMBLE.split("\n")[1]
        + "\n一、现状与形势\n2025年完成培训100%，建成队伍5支。\n二、主要任务\n加强学习。\n"
    )  # fmt: skip
    assert reading.tasks == ()
    assert [heading.title for heading in reading.outline] == ["现状与形势", "主要任务"]


def test_broken_lines_and_page_furniture() -> None:
    reading = read(
        PREAMBLE
        + "一、主要任务\n    1.完善物资储备。加强实物储备与协议储备，健全调拨机制和轮换更新制\n"
        "                 - 12 -\n度，2028年底前储备库面积达到3000平方\n米以上。（甲局负责）\n"
    )
    (task,) = [task for task in reading.tasks if task.deadline]
    assert task.quantity == "3000平方米以上" and task.lead_units == ("甲局",)


def test_tables_of_word_html_and_text_are_read_alike(tmp_path: Path) -> None:
    rows = [
        ("序号", "重点任务", "牵头单位", "配合单位", "完成时限"),
        ("1", "编制专项规划，完善布点", "甲局", "乙局、各街道", "2027年6月底"),
        ("2", "每年开展1次检测", "丙局", "", "长期坚持"),
    ]
    word = Document()
    for line in PREAMBLE.strip().split("\n"):
        word.add_paragraph(line)
    table = word.add_table(rows=0, cols=5)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    stream = io.BytesIO()
    word.save(stream)
    path = tmp_path / "plan.docx"
    path.write_bytes(stream.getvalue())
    page = "".join(f"<p>{line}</p>\n" for line in PREAMBLE.strip().split("\n")) + "<table>\n"
    page += "\n".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows
    )
    bars = PREAMBLE + "\n".join("| " + " | ".join(row) + " |" for row in rows)
    below = PREAMBLE + "\n".join("\n".join(f"{cell} |" for cell in row) for row in rows)
    for reading in (
        read_plan(path),
        read_lines(lines_of_html("<html>" + page + "</table></html>")),
        read(bars),
        read(below),
    ):
        first, second = reading.tasks
        assert first.lead_units == ("甲局",) and first.support_units == ("乙局", "各街道")
        assert first.deadline == date(2027, 6, 30) and first.quote == "编制专项规划，完善布点"
        assert second.cadence == "每年" and second.deadline is None


def test_a_table_of_indicators_with_baseline() -> None:
    reading = read_plan(COUNTY)
    by_name = {one.name: one for one in reading.indicators}
    one = by_name["亿元地区生产总值生产安全事故死亡率"]
    assert (one.unit, one.baseline, one.target) == ("人/亿元", "0.021", "0.014以内")
    assert one.binding is True and one.deadline == date(2030, 12, 31)
    assert by_name["每千人口避灾安置场所面积"].binding is False
    assert len(reading.indicators) == 9


def test_a_page_without_its_furniture() -> None:
    reading = read_plan(HERE / "documents" / "fire-page.html")
    assert [one.name for one in reading.indicators][-1] == "市政消火栓完好率"
    assert reading.plans[0].title == "海州区“十四五”消防事业发展规划"
    assert all("首页" not in task.text for task in reading.tasks)
    station = next(task for task in reading.tasks if "特勤站" in task.text)
    assert station.lead_units == ("区消防救援大队",)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_a_damaged_pdf_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing")
    with pytest.raises(UnreadableDocument):
        read_plan(path)


def test_damage_is_shown() -> None:
    reading = read(PREAMBLE + "一、主要任务\n2020311日调整机构，完9项治理项目。\n")
    assert {doubt.code for doubt in reading.doubts} == {"lost_date_marks", "lost_words"}


def test_the_command_writes_json_and_a_workbook(tmp_path: Path) -> None:
    runner = CliRunner()
    shown = runner.invoke(planning, ["extract", str(COUNTY), "--json"])
    found = json.loads(shown.output)
    assert set(found) >= {"indicators", "tasks", "outline"}
    assert set(found["tasks"][0]) == {
        "line", "quote", "text", "lead_units", "support_units", "deadline", "quantity", "cadence",
    }  # fmt: skip
    assert set(found["indicators"][0]) == {
        "line", "quote", "name", "unit", "baseline", "target", "binding", "deadline",
    }  # fmt: skip
    target = tmp_path / "plan.xlsx"
    written = runner.invoke(planning, ["extract", str(COUNTY), "--xlsx", "--output", str(target)])
    assert written.exit_code == 0
    book = load_workbook(target)
    assert book.sheetnames == ["指标", "任务", "目录", "存疑"]
    assert book["任务"].max_row == len(found["tasks"]) + 1
    plain = runner.invoke(planning, ["extract", str(COUNTY)])
    assert "任务" in plain.output and "第38行" in plain.output


def test_an_old_word_file_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "old.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    result = CliRunner().invoke(planning, ["extract", str(path)])
    assert result.exit_code != 0 and "save it as .docx" in str(result.exception)


def test_tables_written_one_cell_to_a_line() -> None:
    measures = "指标名称\n单位\n2020年基数\n2030年目标\n年均增速\n指标属性\n"
    rows = "死亡人数\n人\n86\n70\n-4%\n约束性\n预警覆盖率\n%\n85\n95以上\n—\n预期性\n"
    reading = read(PREAMBLE + "一、规划目标\n" + measures + rows + "二、主要任务\n")
    first, second = reading.indicators
    assert (first.baseline, first.target, first.binding) == ("86", "70", True)
    assert (second.unit, second.target, second.binding) == ("%", "95以上", False)
    tasks = "序号\n工作任务\n牵头单位\n完成时限\n" + "".join(
        f"{number}\n完成第{number}批隐患整改工作\n县应急管理局\n2027年{number}月底\n"
        for number in range(1, 7)
    )
    found = read(PREAMBLE + "一、主要任务\n" + tasks).tasks
    assert len(found) == 6 and {task.lead_units for task in found} == {("县应急管理局",)}
    assert found[5].deadline == date(2027, 6, 30)


def test_a_page_that_lost_its_line_breaks() -> None:
    text = PREAMBLE.replace("\n", " ") + (
        "一、发展基础 (一)成效 2025年完成培训3000人次,满意度达到95%,各项工作取得明显成效。 "
        "二、主要任务 (一)加强预警 2027年底前建成平台。每月组织1次会商。(甲局牵头,乙局配合) "
        "(二)治理河流 治理中小河流35公里。丙局牵头,丁局配合。 三、保障措施 "
        "(一)加强评估。甲局每年开展一次评估,评估结果向社会公布,接受社会各方面的监督和评议。"
    )
    tasks = read(text * 1).tasks
    assert [task.lead_units for task in tasks] == [("甲局",), ("甲局",), ("丙局",), ("甲局",)]
    assert tasks[0].deadline == date(2027, 12, 31) and tasks[2].quantity == "35公里"
