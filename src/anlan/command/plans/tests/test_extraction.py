"""Reading the text of a plan: precision and recall, conditions, numbers, Word files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.command.plans.choices import Comparison, Fact, TextPart
from anlan.command.plans.extraction import extract, lines_of, read_docx
from anlan.command.plans.extraction.owners import find_subject, split_units
from anlan.command.plans.extraction.subjects import PARTS
from anlan.command.plans.extraction.triggers import _FACTS, read_conditions
from anlan.command.plans.tests.annotations import (
    CORPUS,
    HELD_OUT,
    PLANS,
    Score,
    score_passages,
    score_plan,
)
from anlan.kernel.reading.numbering import chinese
from anlan.kernel.reading.numerals import find_deadline, number, read_deadline
from anlan.kernel.reading.word import UnreadableDocument

SHARED = Path(__file__).resolve().parents[5].parent / "shared"


def assert_good(score: Score, at_least: float = 0.9) -> None:
    """Every rate reaches the goal."""
    for name, rates in score.rates().items():
        assert min(rates) >= at_least, (name, rates, score)


@pytest.mark.parametrize("name", [*PLANS, *HELD_OUT])
def test_tasks_owners_and_deadlines_of_plans_are_found(name):
    assert_good(score_plan(name))


@pytest.mark.parametrize(("name", "folder"), [("laws", "data/cn-laws"), ("seeds", "seeds")])
@pytest.mark.parametrize("held_out", [False, True])
def test_duties_in_laws_and_planning_documents_are_found(name, folder, held_out):
    if not (SHARED / folder).is_dir():
        pytest.skip(f"../shared/{folder} is not here")
    assert_good(score_passages(name, SHARED / folder, held_out=held_out))


def read(name: str):
    return extract(lines_of((CORPUS / f"{name}.txt").read_text(encoding="utf-8")))


def test_levels_conditions_groups_means_and_contacts_of_a_general_plan():
    plan = read("general")

    assert [level.level for level in plan.levels] == [1, 2, 3, 4]
    assert plan.levels[0].commander == "县长"
    figures = {(c.level, c.fact, c.comparison, c.value) for c in plan.conditions if c.fact}
    assert (1, "deaths", "at_least", 30) in figures
    assert (1, "evacuated", "at_least", 10_000) in figures
    assert (3, "evacuated", "at_least", 1000) in figures
    words_only = [c for c in plan.conditions if not c.fact]
    assert [c.words for c in words_only] == ["市政府决定启动"]
    assert all(c.doubts for c in words_only)
    assert [(g.name, g.lead) for g in plan.groups][:2] == [
        ("综合协调组", "县应急管理局"),
        ("抢险救援组", "县消防救援大队"),
    ]
    assert ("编织袋", 50_000, "条") in {(r.name, r.quantity, r.unit) for r in plan.resources}
    assert ("县政府总值班室", "0570-0000001") in {(c.post, c.phone) for c in plan.contacts}
    assert {s.part for s in plan.sections} >= {"general", "organisation", "warning", "response"}


def test_every_item_says_where_it_was_read():
    plan = read("mine")
    for item in (*plan.tasks, *plan.groups, *plan.conditions, *plan.contacts, *plan.levels):
        line = plan.lines[item.anchor.line - 1].text
        assert item.anchor.quote[:8].strip("（） ") in line.replace("|", "") or item.anchor.quote


def test_what_is_doubtful_says_so():
    plan = extract(
        lines_of("预案\n二、处置\n1.在1小时内完成人员清点。\n2.县公安局应在1至2小时内设卡。")
    )
    nobody, ranged = plan.tasks

    assert nobody.owners == () and "no_owner" in nobody.doubts
    assert ranged.deadline_minutes == 120 and "deadline_range" in ranged.doubts
    assert set(plan.warnings) == {"no_level", "no_group", "no_contact"}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("应当在30分钟内报告", 30),
        ("接到报告后一小时内", 60),
        ("半小时内到达", 30),
        ("于三日内提交", 4320),
        ("十五日内", 21_600),
        ("两个小时以内", 120),
        ("1.5小时内", 90),
        ("每级上报的时间不得超过2小时", 120),
        ("立即上报", 0),
        ("5个工作日内", 7200),
        ("每2小时报告一次", None),
        ("留守24小时", None),
        ("24小时值班", None),
        ("及时报告", None),
    ],
)
def test_times_within_which_something_is_to_be_done(text, minutes):
    found = find_deadline(text)
    assert (found.minutes if found else None) == minutes


def test_numbers_in_characters_and_cells_of_tables():
    assert [number(t) for t in ("三十", "一百二十", "1.2万", "两千", "十", "3亿", "半")] == [
        30, 120, 12_000, 2000, 10, 300_000_000, 0.5,
    ]  # fmt: skip
    assert read_deadline("45分钟").minutes == 45
    assert read_deadline("随时") is None


@pytest.mark.parametrize(
    ("piece", "owners"),
    [
        ("由县公安局负责", ("县公安局",)),
        ("县气象局、县自然资源和规划局应当会商", ("县气象局", "县自然资源和规划局")),
        ("交通、铁路等部门应当抢修", ("交通、铁路等部门",)),
        ("县委宣传部应当发布", ("县委宣传部",)),
        ("事故发生单位负责人接到报告后", ("事故发生单位负责人",)),
        ("县长任总指挥", None),
        ("综合性消防救援队伍是主力军", None),
        ("应当组织抢救", None),
        ("加强组织领导", None),
    ],
)
def test_who_is_made_responsible(piece, owners):
    subject = find_subject(piece)
    assert (subject.owners if subject else None) == owners


def test_lists_of_units_are_split_only_between_units():
    assert split_units("住房和城乡建设局") == ("住房和城乡建设局",)
    assert split_units("村医和党员突击队") == ("村医", "党员突击队")


def test_conditions_become_triggers_of_known_facts():
    known = set(Fact.values)
    assert {fact for fact, _pattern, _factor in _FACTS} <= known
    (burnt,) = read_conditions("过火面积1500亩以上的")
    assert (burnt[0].fact, burnt[0].value) == ("burnt_area_ha", 100)
    either = read_conditions("发布红色预警，或者24小时雨量达到100毫米以上")
    assert [[p.fact for p in parts] for parts in either] == [["warning_level"], ["rain_24h_mm"]]
    both = read_conditions("涉及有毒物质，且被困3人以上")
    assert [p.fact for p in both[0]] == ["is_toxic", "trapped"]
    for parts in (*either, both[0]):
        assert all(p.comparison in Comparison.values for p in parts)
    assert {part for part, _words in PARTS} <= set(TextPart.values)


def word_file() -> bytes:
    """A Word file with heading styles and a table."""
    document = Document()
    document.add_heading("演示县防汛应急预案", level=0)
    document.add_heading("应急响应", level=1)
    document.add_paragraph("县水利局应当在30分钟内提出调度意见。")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("任务", "责任单位", "时限"), strict=True):
        cell.text = text
    for cell, text in zip(table.rows[1].cells, ("封闭危桥", "县交通局", "1小时内"), strict=True):
        cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_word_file_gives_headings_paragraphs_and_rows():
    lines = read_docx(word_file())
    plan = extract(lines)

    assert any(line.heading for line in lines)
    assert [(t.text, t.owners, t.deadline_minutes) for t in plan.tasks] == [
        ("县水利局应当在30分钟内提出调度意见", ("县水利局",), 30),
        ("封闭危桥", ("县交通局",), 60),
    ]


def test_automatic_numbers_of_word_are_written_out():
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, style, text in ((0, "chineseCounting", "%1、"), (1, "decimal", "%2."))
    )
    numbering = (
        f'<w:numbering {space}><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    rows = ((0, "总则"), (0, "处置"), (1, "县公安局应当立即封控。"), (1, "县医院负责救治。"))
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="7"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
        for depth, text in rows
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr(
            "word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>"
        )
        file.writestr("word/numbering.xml", numbering)

    lines = read_docx(stream.getvalue())

    assert [line.text for line in lines] == [
        "一、总则",
        "二、处置",
        "1.县公安局应当立即封控。",
        "2.县医院负责救治。",
    ]
    assert [chinese(n) for n in (1, 10, 11, 20, 36)] == ["一", "十", "十一", "二十", "三十六"]


def archive(name: str, content: bytes) -> bytes:
    """A zip file with one part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, "old_or_encrypted"),
        (b"%PDF-1.7", "not_docx"),
        (b"PK\x03\x04broken", "broken"),
        (archive("xl/workbook.xml", b"<a/>"), "not_docx"),
        (archive("word/document.xml", b"<a><b></a>"), "broken"),
        (archive("word/document.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), "broken"),
        (archive("word/document.xml", b"<a/>"), "broken"),
        (
            archive(
                "word/document.xml",
                b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                b"<w:body><w:p/></w:body></w:document>",
            ),
            "empty",
        ),
    ],
)
def test_what_is_no_readable_word_file_is_refused_with_the_reason(content, code):
    with pytest.raises(UnreadableDocument) as refused:
        read_docx(content)
    assert refused.value.code == code


@settings(max_examples=30, deadline=None)
@given(
    st.text(
        alphabet="第一二章、（）12.由负责局应急立即，。；：人死亡以上响应Ⅰ级 \n|\t", max_size=120
    )
)
def test_no_text_breaks_the_extraction(text):
    plan = extract(lines_of(text))
    for task in plan.tasks:
        assert 1 <= task.anchor.line <= len(plan.lines)
