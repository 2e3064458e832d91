"""The pages as their people open them: filters, board, chart, forms, tables; their queries."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as Word
from openpyxl import load_workbook

from anlan.base.documents.models import Document
from anlan.base.documents.public import download_document
from anlan.governance.commitments import reference
from anlan.governance.commitments.models import Commitment, Milestone
from anlan.governance.commitments.report_templates import FOLDER, build_all
from anlan.governance.commitments.selectors.units import TableLine
from anlan.governance.commitments.services import giving, plans, reporting
from anlan.governance.commitments.tests.factories import CommitmentFactory, MilestoneFactory
from anlan.governance.planning.events import VersionConfirmed
from anlan.governance.planning.models import PlannedTask
from anlan.governance.planning.public import confirm_everything, load_document
from anlan.kernel import clock
from anlan.kernel.actor import system_actor

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("tests")
PLAN = """云岫县演示行动方案
（2026—2028年）
一、主要任务
1.新建水位站。新建水位站18个，2027年底前完成。（县水利局牵头，县住建局配合）
2.排查隐患。每季度开展1次房屋安全排查。（县住房和城乡建设局牵头，县演示中心配合）
3.组建队伍。各镇组建综合应急救援队，2026年底前配齐装备。（责任单位：各镇人民政府）
"""


def _url(name, *args):
    return reverse(f"commitments:{name}", args=args)


@pytest.fixture
def plan(office):
    """A small plan, read in and confirmed."""
    document = load_document(content=PLAN.encode(), file_name="plan.txt", actor=SYSTEM)
    return confirm_everything(document_id=document.pk, actor=SYSTEM)


def test_a_plan_is_given_with_one_click_and_its_new_version_is_settled(
    office, plan, visit, run_jobs
):
    client = visit(office.giver)
    assert "县演示中心" in client.get(_url("give_plan", plan.pk)).content.decode()
    assert str(plan) in client.get(_url("plans")).content.decode()
    tasks = PlannedTask.objects.filter(document=plan).count()
    answer = client.post(
        _url("give_plan", plan.pk), {"word": ["县演示中心"], "meaning": ["nobody"]}
    )
    assert answer.status_code == 303
    rows = Commitment.objects.filter(source_group=str(plan.pk))
    assert rows.values("source_id").distinct().count() == tasks
    towns = rows.filter(lead__in=office.towns)
    assert towns.count() == 2
    station = rows.get(lead=office.water)
    assert station.deadline == date(2027, 12, 31)
    assert station.source_url.startswith(f"/planning/{plan.pk}/#")
    assert station.parts.get().organisation == office.housing
    derived = rows.get(lead=office.housing)
    assert derived.is_deadline_derived and derived.deadline == date(2028, 12, 31)
    assert derived.periods.exists()
    assert client.post(_url("give_plan", plan.pk)).status_code == 409  # all given

    words = (
        PLAN.replace("18个", "20个").replace("3.组建", "3.建立").replace("2027年底", "2028年6月底")
    )
    later = load_document(content=words.encode(), file_name="plan2.txt", actor=SYSTEM)
    confirm_everything(document_id=later.pk, actor=SYSTEM)
    task = PlannedTask.objects.filter(document=later, text__contains="20个").first()
    Commitment.objects.filter(pk=station.pk).update(source_key=task.key)
    gone = towns.first()
    counts = plans.compare_version(
        document_id=later.pk,
        previous_id=plan.pk,
        changed=[task.key],
        gone=[gone.source_key],
        new=[],
        actor=SYSTEM,
    )
    assert counts["changed"] == 1 and counts["gone"] >= 2
    assert VersionConfirmed.name == "planning.version.confirmed"
    assert "20个" in client.get(_url("settle", station.pk)).content.decode()
    assert client.post(_url("settle", station.pk), {"verdict": "accept"}).status_code == 303
    station.refresh_from_db()
    assert station.target_figure == 20 and station.plan_change == ""
    assert client.post(_url("settle", gone.pk), {"verdict": "keep"}).status_code == 303
    assert Commitment.objects.get(pk=gone.pk).state == "assigned"


def test_the_unit_works_on_its_own_page_and_the_office_checks(office, visit):
    task = office.give(support_ids=(office.housing.pk,), deadline=date(2026, 12, 31))
    clerk, giver, helper = visit(office.clerk), visit(office.giver), visit(office.helper)
    mine = clerk.get(_url("mine")).content.decode()
    assert task.title in mine
    assert clerk.post(_url("mine")).status_code == 303
    assert clerk.get(_url("commitment", task.pk)).status_code == 200
    assert (
        clerk.post(
            _url("report", task.pk), {"text": "建成9个", "figure": "9", "next": "/"}
        ).status_code
        == 303
    )
    assert clerk.post(_url("report", task.pk), {"text": ""}).status_code == 422
    assert helper.get(_url("report", task.pk)).status_code == 403
    part = task.parts.get()
    assert (
        helper.post(_url("report_part", part.pk), {"progress": "30", "text": "已配合"}).status_code
        == 303
    )
    assert (
        clerk.post(
            _url("extend", task.pk), {"wanted_deadline": "2027-01-31", "reason": "流标"}
        ).status_code
        == 303
    )
    wish = task.extensions.get()
    assert giver.post(_url("decide", wish.pk), {"verdict": "grant"}).status_code == 303
    milestones = {"title_1": "设计", "day_1": "2026-08-01", "weight_1": "30"}
    assert giver.post(_url("milestones", task.pk), milestones).status_code == 303
    assert giver.post(_url("milestones", task.pk), {"title_1": "设计"}).status_code == 422
    form = {"text": "全部建成", "figure": "18"}
    assert clerk.post(_url("submit", task.pk), form).status_code == 303
    check = {"result": "passed", "method": "on_site", "checked_on": "2026-06-15"}
    assert clerk.post(_url("check", task.pk), check).status_code == 403
    assert giver.post(_url("check", task.pk), check).status_code == 303
    assert Commitment.objects.get(pk=task.pk).state == "completed"
    page = giver.get(_url("commitment", task.pk)).content.decode()
    assert "建成9个" in page and "设计" in page
    report = task.reports.first()
    assert giver.get(_url("report_page", report.pk)).status_code == 200
    assert giver.get(_url("unit", office.water.pk)).status_code == 200
    assert helper.get(_url("unit", office.bureau.pk)).status_code == 404
    create = {"title": "会议任务", "lead_id": office.water.pk, "source": "meeting"}
    assert giver.post(_url("create"), create).status_code == 303
    assert clerk.get(_url("create")).status_code == 403


def test_the_table_of_progress_is_read_as_page_workbook_and_paper(office, visit, tmp_path):
    reference.load(SYSTEM)
    task = office.give(title="=危险标题", deadline=date(2026, 12, 31))
    giving.accept_commitment(commitment_id=task.pk, actor=office.clerk)
    reporting.report_progress(
        commitment_id=task.pk, text="完成选址", progress=30, problem="用地", actor=office.clerk
    )
    client = visit(office.giver)
    query = {"unit": office.water.pk}
    assert "完成选址" in client.get(_url("table"), query).content.decode()
    answer = client.get(_url("table"), {**query, "export": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    row = [cell.value for cell in book.worksheets[0][3]]
    assert row[1] == "'=危险标题" and row[5] == 0.3 and row[8:] == ["完成选址", "用地"]
    assert client.post(f"{_url('table')}?unit={office.water.pk}").status_code == 303
    paper = Document.objects.get()
    stored, _name = download_document(document_id=paper.pk, actor=office.giver)[:2]
    word = Word(io.BytesIO(stored if isinstance(stored, bytes) else stored.read()))
    assert any("完成选址" in c.text for t in word.tables for r in t.rows for c in r.cells)
    for path in build_all(tmp_path):
        made, kept = Word(path), Word(FOLDER / path.name)
        assert [c.text for t in made.tables for c in t._cells] == [
            c.text for t in kept.tables for c in t._cells
        ], "run anlan manage build_commitment_forms"


def test_a_long_table_of_progress_comes_in_pages_and_the_workbook_is_whole(
    office, visit, monkeypatch
):
    monkeypatch.setattr("anlan.governance.commitments.views.units.TABLE_LINES", 2)
    for day in (1, 2, 3):
        office.give(title=f"演示任务第{day}件", deadline=date(2026, 12, day))
    client = visit(office.giver)
    first, second = (
        [line.title for line in client.get(_url("table"), {"page": n}).context["page"]["lines"]]
        for n in (1, 2)
    )
    assert first == ["演示任务第1件", "演示任务第2件"]
    assert second == ["演示任务第3件"]
    answer = client.get(_url("table"), {"export": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert [row[1].value for row in book.worksheets[0].iter_rows(min_row=3)] == [*first, *second]


def test_many_supporting_units_are_named_in_part():
    line = TableLine(1, "", "", "甲、乙、丙、丁、戊", None, False, 0, "", "", "", "", False, 0, "")
    assert line.supports_short == "甲、乙、丙，另2个"
    assert replace(line, supports="甲、乙、丙、丁").supports_short == "甲、乙、丙、丁"


def _many(office, number):
    start = clock.today() - timedelta(days=200)
    units = [office.water, office.housing, office.bureau, *office.towns]
    states = ("assigned", "accepted", "running", "reported", "completed", "sent_back")
    rows = [
        CommitmentFactory.build(
            lead=units[n % 5],
            region=units[n % 5].region,
            state=states[n % 6],
            starts_on=start,
            deadline=clock.today() + timedelta(days=n % 400 - 60),
            progress=n % 100,
            search_text="",
            source_name=f"规划{n % 3}",
            completed_at=clock.now() if states[n % 6] == "completed" else None,
            forecast_on=clock.today() + timedelta(days=n % 500),
            late_days=n % 40,
        )
        for n in range(number)
    ]
    made = Commitment.objects.bulk_create(rows)
    Milestone.objects.bulk_create(MilestoneFactory.build(commitment=row) for row in made[::4])


def test_list_board_and_chart_ask_the_same_number_of_queries_however_many(office, visit):
    client = visit(office.giver)
    pages = (_url("list"), _url("board"), _url("gantt"), _url("mine"), _url("table"))
    counts = []
    for number in (25, 60):
        _many(office, number)
        found = {}
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            found[page] = len(queries)
        counts.append(found)
    assert counts[0] == counts[1], counts
    assert max(counts[1].values()) <= 30, counts[1]
    for tab in ("mine", "month", "risk"):
        assert client.get(_url("list"), {"tab": tab}).status_code == 200
    for query in ({"span": "plan", "by": "section"}, {"year": "2027", "unit": "mine"}):
        assert client.get(_url("gantt"), query).status_code == 200
