"""The grammar of planning documents: each rule of the reader on a sentence made for it."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document

from anlan.governance.planning.reading import PlanTask, Reading, read_lines
from anlan.governance.planning.reading.issue import find_issue_day
from anlan.governance.planning.reading.periods import (
    Frame,
    find_periods,
    frame_of,
    periods_of_cell,
)
from anlan.governance.planning.reading.sources import lines_of_html, lines_of_text, read_content
from anlan.governance.planning.reading.subjects import find_subject
from anlan.governance.planning.reading.units import read_charge, split_units
from anlan.kernel.reading.word import UnreadableDocument

HEAD = (
    "某县2025年安全生产工作方案\n为做好工作，依据有关法律法规，结合本县实际情况和发展需要，制定本方案。\n"
    "一、重点任务\n"
)
ONE_YEAR = Frame(2025, date(2025, 12, 31))
NOTICE = Frame(issued=date(2025, 11, 18))


def read(text: str, head: str = HEAD) -> Reading:
    """Read a text below the head of a plan for one year."""
    return read_lines(lines_of_text(head + text))


def only(text: str) -> PlanTask:
    """Return the single task of a text."""
    (task,) = read(text).tasks
    return task


@pytest.mark.parametrize(
    ("bracket", "lead", "support"),
    [
        ("责任单位：甲局，协同责任单位：各成员单位", ("甲局",), ("各成员单位",)),
        ("责任领导：王某；责任站所：应急办、经发办", ("应急办", "经发办"), ()),
        ("责任股室：甲股；配合单位：乙局", ("甲股",), ("乙局",)),
        ("甲局牵头，乙局、丙所配合，各村具体落实", ("甲局",), ("乙局", "丙所", "各村")),
        ("各镇人民政府负责，甲局指导", ("各镇人民政府",), ("甲局",)),
        ("甲局（牵头）、乙局、各镇（配合）", ("甲局",), ("乙局", "各镇")),
        ("甲局、乙局（并列牵头），丙中心", ("甲局", "乙局"), ("丙中心",)),
        ("指挥中心，长期", ("指挥中心",), ()),
        ("县农商银行、县应急局", ("县农商银行", "县应急局"), ()),
    ],
)
def test_forms_of_responsibility(
    bracket: str, lead: tuple[str, ...], support: tuple[str, ...]
) -> None:
    charge = read_charge(bracket)
    assert charge is not None and (charge.lead, charge.support) == (lead, support)


def test_a_time_may_stand_before_the_unit() -> None:
    charge = read_charge("2027年底前，甲局负责")
    assert charge is not None and (charge.lead, charge.time) == (("甲局",), "2027年底前")


def test_and_parts_units_only_where_two_are_named() -> None:
    assert split_units("县水利局和县林业局") == ("县水利局", "县林业局")
    assert split_units("区农业农村和水务局") == ("区农业农村和水务局",)


@pytest.mark.parametrize(
    ("words", "units"),
    [
        ("各乡镇党政主要负责同志要主持召开专题会议", ("各乡镇",)),
        ("请各乡镇、各有关单位分别于每季度末报送小结", ("各乡镇", "各有关单位")),
        ("县公路中心储备融雪剂200吨", ("县公路中心",)),
        ("国网某县供电公司、各通信运营企业组建抢修队伍", ("国网某县供电公司", "各通信运营企业")),
        ("县发展改革局同步完成立项批复", ("县发展改革局",)),
        ("各县（市、区）建强救援队伍", ("各县（市、区）",)),
        ("应急指挥中心建设稳步推进", ()),
        ("每年与各镇、县直部门签订责任书", ()),
        ("有关部门依法不予处罚", ()),
    ],
)
def test_who_acts(words: str, units: tuple[str, ...]) -> None:
    assert find_subject(words, begins=True) == units


@pytest.mark.parametrize(
    ("words", "frame", "day"),
    [
        ("12月20日前完成检查", NOTICE, date(2025, 12, 20)),
        ("2月底前完成检查", NOTICE, date(2026, 2, 28)),
        ("（即日起至12月15日）", NOTICE, date(2025, 12, 15)),
        ("（5月11日至10月31日）", ONE_YEAR, date(2025, 10, 31)),
        ("2025年3—4月", ONE_YEAR, date(2025, 4, 30)),
        ("年内至少组织1次演练", ONE_YEAR, date(2025, 12, 31)),
        ("全年检查企业260家次", ONE_YEAR, date(2025, 12, 31)),
        ("第三季度完成更新", ONE_YEAR, date(2025, 9, 30)),
        ("10月底投入执勤", ONE_YEAR, date(2025, 10, 31)),
        ("年底组织评估", ONE_YEAR, date(2025, 12, 31)),
        ("接入率2027年达到90%", Frame(2026, date(2030, 12, 31)), date(2027, 12, 31)),
        ("到“十五五”末达标率达到90%", Frame(2026, date(2030, 12, 31)), date(2030, 12, 31)),
        ("三年累计投入2亿元", Frame(2023, date(2025, 12, 31)), date(2025, 12, 31)),
    ],
)
def test_periods_of_plans_and_notices(words: str, frame: Frame, day: date) -> None:
    assert find_periods(words, frame)[-1].day == day


@pytest.mark.parametrize(
    "words", ["2025年是规划的收官之年", "2025年开工，加快建设", "全年的预算", "当年内形成的缺口"]
)
def test_a_year_that_is_no_deadline(words: str) -> None:
    assert [p for p in find_periods(words, ONE_YEAR) if p.day] == []


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("6月", date(2025, 6, 30)),
        ("4月份", date(2025, 4, 30)),
        ("全年", date(2025, 12, 31)),
        ("6月底前完成一半，年底前全部完成", date(2025, 12, 31)),
        ("二季度", date(2025, 6, 30)),
        ("2025—2027", date(2027, 12, 31)),
        ("长期坚持", None),
        ("每半年", None),
    ],
)
def test_times_of_a_column(cell: str, day: date | None) -> None:
    periods = periods_of_cell(cell, ONE_YEAR)
    assert (periods[-1].day if periods else None) == day


def test_the_time_of_a_plan_and_of_a_notice() -> None:
    assert frame_of("2025年度消防安全目标管理责任书").only_year == 2025
    assert frame_of("", "决定自即日起至2025年12月底开展整治").last == date(2025, 12, 31)
    assert find_issue_day(["某县安委办", "二〇二五年十一月十八日"]) == date(2025, 11, 18)
    assert find_issue_day(["某市政府办公室2025年3月7日印发"]) == date(2025, 3, 7)
    assert find_issue_day(["2025年底前完成。"]) is None


def test_the_day_of_issue_is_no_task() -> None:
    text = "1.县应急局每月检查一次。\n某县应急管理局办公室2025年3月7日印发\n2025年3月6日\n"
    assert [task.line for task in read(text).tasks] == [4]


def test_units_of_a_heading_hold_for_the_passages_below() -> None:
    reading = read(
        "（一）开展消防安全专项整治（县消防大队牵头，县住建局配合）\n1.检查企业120家。\n2.清理疏散通道。\n"
        "（二）开展燃气安全专项整治\n责任单位：县住建局\n1.改造管道12公里。\n2.入户宣传安全常识。\n"
    )
    assert [task.lead_units for task in reading.tasks] == [("县消防大队",)] * 2 + [
        ("县住建局",)
    ] * 2
    assert reading.tasks[0].support_units == ("县住建局",)


def test_units_below_a_list_hold_for_all_its_items() -> None:
    reading = read(
        "（一）整治有限空间\n1、检查企业17家。\n2、2025年6月底前淘汰老旧设备。\n3、建立作业台账。\n"
        "牵头单位：甲办公室\n配合单位：乙队、各村（社区）\n（二）宣传教育\n每月播放广播4次。\n"
    )
    assert [task.lead_units for task in reading.tasks] == [("甲办公室",)] * 3 + [()]
    assert reading.tasks[1].deadline == date(2025, 6, 30)
    assert reading.tasks[2].support_units == ("乙队", "各村（社区）")


def test_a_bracket_on_the_next_line_belongs_to_its_passage() -> None:
    task = only("1.完善应急广播体系，健全值守制度。\n（县融媒体中心牵头，各镇配合）\n")
    assert (task.lead_units, task.support_units) == (("县融媒体中心",), ("各镇",))


def test_labels_with_blanks_on_lines_of_their_own() -> None:
    task = only(
        "1.完善应急广播体系，健全值守制度。\n牵 头：县甲局\n配 合：县乙局\n时 限：6月底前\n"
    )
    assert (task.lead_units, task.support_units) == (("县甲局",), ("县乙局",))
    assert task.deadline == date(2025, 6, 30)


def test_nothing_to_read_is_said() -> None:
    assert read_lines(lines_of_text("")) == Reading()
    with pytest.raises(UnreadableDocument, match="empty"):
        read_content(b" \n")


def test_units_of_one_item_stay_with_it() -> None:
    reading = read("1.完善制度，配备人员3名。\n责任部门：甲局\n2.整治道路5公里。\n责任部门：乙局\n")
    assert [task.lead_units for task in reading.tasks] == [("甲局",), ("乙局",)]


def test_a_title_or_an_introduction_may_name_who_does_what_follows() -> None:
    reading = read(
        "（一）县公安局：依法查处违规停放，每月集中整治2次。\n"
        "（二）县城管局：查处飞线充电行为。\n"
        "二、职责\n县安委办应当履行下列职责：\n（一）每季度通报一次。\n（二）建立信息平台，9月30日前启用。\n"
    )
    by_line = {task.line: task.lead_units for task in reading.tasks}
    assert by_line == {4: ("县公安局",), 5: ("县城管局",), 8: ("县安委办",), 9: ("县安委办",)}


def test_a_semicolon_keeps_the_subject() -> None:
    first, second = read("县应急局要逐一检查加油站；联合公安机关每半月执法一次。").tasks
    assert first.lead_units == second.lead_units == ("县应急局",)
    other = read("县安委办每季度通报；企业主要负责人每月检查1次。").tasks[1]
    assert other.lead_units == ()


@pytest.mark.parametrize(
    ("text", "begins", "day"),
    [
        ("完成断层探测，编制分布图，11月底前全部通过验收。", "完成断层", date(2025, 11, 30)),
        ("建成救援站12个，9月30日前挂牌运行。", "建成救援站", date(2025, 9, 30)),
        ("开展灾害复测，每年不少于2期。", "开展灾害", None),
        ("危化品生产企业9家，每半年检查1次。", "危化品", None),
    ],
)
def test_a_clause_that_only_refers_back(text: str, begins: str, day: date | None) -> None:
    task = only("1.加强管理。" + text)
    assert task.quote.startswith(begins) and task.deadline == day


def test_a_time_of_the_bracket_holds_for_clauses_without_one() -> None:
    first, second = read(
        "1.6月底前开展一轮隐患排查，按期整改率100%。（责任股室：甲股，完成时限：12月底）"
    ).tasks
    assert (first.deadline, second.deadline) == (date(2025, 6, 30), date(2025, 12, 31))


def test_a_number_for_each_year_is_a_task_for_each() -> None:
    head = HEAD.replace("2025年安全生产工作方案", "“十五五”安全生产规划")
    first, second = read("1.视频监控接入率2027年达到90%、2030年达到100%。", head).tasks
    assert (first.deadline, second.deadline) == (date(2027, 12, 31), date(2030, 12, 31))


def test_a_calendar_gives_its_months_to_the_items() -> None:
    text = "".join(f"{month}月\n1.检查企业{month + 1}家。（甲站）\n" for month in range(3, 7))
    days = [task.deadline for task in read(text).tasks]
    assert days == [date(2025, month, last) for month, last in ((3, 31), (4, 30), (5, 31), (6, 30))]


def test_past_and_problems_hold_no_tasks() -> None:
    reading = read(
        "2024年以来，全县共发生火灾37起，造成2人死亡。\n问题1：仅研究1次安全生产工作。\n"
        "县政府决定自即日起至2025年12月底开展专项行动。\n有效期至2026年12月31日。\n"
        "二、2024年工作开展情况\n（一）检查企业3216家次，整改率99%。\n"
    )
    assert reading.tasks == ()


def test_fragments_in_markdown_and_bullets() -> None:
    reading = read("## 二、值守\n- 各镇（街道）每周五报送进展。\n▲ 县气象台每3小时更新一次。\n")
    assert [task.lead_units for task in reading.tasks] == [("各镇（街道）",), ("县气象台",)]
    assert reading.tasks[0].quote.startswith("各镇")


def test_a_table_with_groups_persons_and_lists_in_cells() -> None:
    reading = read(
        "| 序号 | 工作任务 | 具体要求 | 牵头领导 | 责任科室 | 配合科室 | 时间 |\n（一）压实责任\n"
        "| 1 | 落实责任 | 1.签订责任书11份 2.检查企业9家 | 张某 | 甲科 | 乙科 丙科 | 3月31日前 |\n"
        "（二）防灾\n"
        "| 2 | 创建社区 | 创建示范社区1个 | 王某 | 丁科 |  | 10月 |\n"
    )
    first, second, third = reading.tasks
    assert first.lead_units == second.lead_units == ("甲科",)
    assert second.quote.startswith("2.检查企业") and second.deadline == date(2025, 3, 31)
    assert first.support_units == ("乙科", "丙科") and third.support_units == ()
    assert third.deadline == date(2025, 10, 31)


def test_rows_that_only_gaps_part_and_the_first_that_leads() -> None:
    reading = read(
        "序号    重点任务                 责任单位                完成时间\n一、    源头管控\n"
        "1       关闭矿山4座              县甲局、县乙局          2025年12月\n"
        "2       封堵废弃矿井113处        县乙局                  2025年6月\n"
        "备注：排在首位的为牵头单位。\n"
    )
    first, second = reading.tasks
    assert (first.lead_units, first.support_units) == (("县甲局",), ("县乙局",))
    assert second.quote == "封堵废弃矿井113处" and second.deadline == date(2025, 6, 30)


def test_a_head_of_two_rows_in_word_and_on_a_page() -> None:
    document = Document()
    document.add_paragraph("某县森林防火三年行动方案（2023—2025年）")
    table = document.add_table(rows=3, cols=5)
    for column, text in enumerate(("指标", "单位", "目标值", "", "")):
        if text:
            table.cell(0, column).text = text
    table.cell(0, 2).merge(table.cell(0, 4))
    for column, text in enumerate(("", "", "2023年", "2024年", "2025年")):
        table.cell(1, column).text = text
    for column, text in enumerate(("火灾受害率", "‰", "≤0.8", "≤0.6", "≤0.5")):
        table.cell(2, column).text = text
    stream = io.BytesIO()
    document.save(stream)
    page = (
        "<html><p>某市“十五五”规划</p><table><tr><th rowspan=2>指标</th><th rowspan=2>单位</th>"
        "<th colspan=2>数值</th></tr><tr><th>2025年</th><th>2030年</th></tr>"
        "<tr><td>万车死亡率</td><td>人/万车</td><td>1.2</td><td>1.0</td></tr></table></html>"
    )
    (word,) = read_lines(read_content(stream.getvalue())).indicators
    assert (word.name, word.target, word.baseline) == ("火灾受害率", "≤0.5", None)
    (web,) = read_lines(lines_of_html(page)).indicators
    assert (web.target, web.baseline, web.deadline) == ("1.0", "1.2", date(2030, 12, 31))


def test_units_that_a_break_parts_in_a_cell_of_a_page() -> None:
    page = (
        "<html><p>某区2025年消防工作任务表</p><table><tr><th>序号</th><th>目标任务</th><th>责任单位</th>"
        "<th>时限要求</th></tr><tr><td>1</td><td>新建消火栓86个</td><td>牵头：区甲局<br>配合：区乙局</td>"
        "<td>9月底</td></tr><tr><td>2</td><td>开展检查2次</td><td>区甲局<br>区丙局</td><td>全年</td></tr></table></html>"
    )
    first, second = read_lines(lines_of_html(page)).tasks
    assert (first.lead_units, first.support_units) == (("区甲局",), ("区乙局",))
    assert second.lead_units == ("区甲局", "区丙局") and second.deadline == date(2025, 12, 31)


GOALS = "某县“十五五”安全生产规划\n一、规划目标\n"


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "事故起数、死亡人数较2025年分别下降10%和12%。",
            [("事故起数", "下降10%"), ("死亡人数", "下降12%")],
        ),
        ("保安配备率、报警联网率两个100%。", [("保安配备率", "100%"), ("报警联网率", "100%")]),
        ("主要河段防洪标准达到50年一遇。", [("主要河段防洪标准", "达到50年一遇")]),
        (
            "受灾人员基本生活在10小时内得到有效救助。",
            [("受灾人员基本生活", "10小时内得到有效救助")],
        ),
        ("1.消防站达标率：由78%提升至96%（预期性）。", [("消防站达标率", "提升至96%")]),
    ],
)
def test_forms_of_goals(sentence: str, found: list[tuple[str, str]]) -> None:
    reading = read(sentence, GOALS)
    assert [(one.name, one.target) for one in reading.indicators] == found


def test_a_note_says_which_goals_are_binding() -> None:
    reading = read(
        "1.死亡人数下降15%。\n2.覆盖率达到98%。\n上述指标前一项为约束性，其余为预期性。\n", GOALS
    )
    assert [one.binding for one in reading.indicators] == [True, False]
    own = read("甲率达到90%（约束性），乙率达到95%（预期性）。", GOALS).indicators
    assert [one.binding for one in own] == [True, False]


def test_a_section_of_tasks_inside_goals_and_tasks() -> None:
    reading = read(
        "第一节 规划目标\n知晓率达到85%。\n第二节 主要任务\n1.新建气象站14个。（县气象局负责）\n",
        "某县“十五五”综合防灾减灾规划\n第三章 规划目标与任务\n",
    )
    assert len(reading.indicators) == 1 and reading.tasks[0].quantity == "14个"


def test_what_one_year_brings_and_what_the_next() -> None:
    reading = read(
        "二、年度目标\n2026年：6月底前完成排查，年底前整治率达到80%；制定自建房安全管理办法。\n"
        "三、2027年工作打算\n9月底前建档2100家。\n",
        "某区房屋整治三年行动方案（2026—2028年）\n一、总体目标\n消除隐患。\n",
    )
    days = [task.deadline for task in reading.tasks]
    assert days == [
        date(2026, 6, 30), date(2026, 12, 31), date(2026, 12, 31), date(2027, 9, 30),
    ]  # fmt: skip
