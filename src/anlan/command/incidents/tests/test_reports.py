"""Reports: drafted from facts, submitted as numbered papers, received; their forms and clocks."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from docx import Document as WordDocument

from anlan.base.deadlines.public import deadlines_of
from anlan.base.documents.errors import DocumentChanged
from anlan.base.documents.models import Document
from anlan.base.documents.public import (
    documents_of,
    download_document,
    official_length,
)
from anlan.command.incidents import registry
from anlan.command.incidents.errors import DraftExists, ReportOutOfOrder
from anlan.command.incidents.events import ReportReceived, ReportSubmitted
from anlan.command.incidents.report_templates import FOLDER, RECIPES, build_all
from anlan.command.incidents.services.facts import update_facts
from anlan.command.incidents.services.incidents import mark_controlled
from anlan.command.incidents.services.reports import (
    draft_report,
    edit_report,
    record_receipt,
    refresh_report,
    submit_report,
)
from anlan.command.incidents.tests.factories import make_incident
from anlan.kernel.errors import (
    InvalidInput,
    NotPermitted,
    NotVisible,
    TransitionRefused,
    WrongState,
)
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state


def words_of(document: Document) -> str:
    """Return the text of a Word file."""
    word = WordDocument(io.BytesIO(document.read()))
    lines = [paragraph.text for paragraph in word.paragraphs]
    for table in word.tables:
        lines += [" | ".join(cell.text for cell in row.cells) for row in table.rows]
    return "\n".join(lines)


def states(incident):
    return {d.rule_code.removeprefix("incidents."): d.state for d in deadlines_of(incident)}


def send(incident, kind, actor):
    report = draft_report(incident_id=incident.pk, kind=kind, actor=actor)
    edit_report(report_id=report.pk, values={"signatory": "林指挥"}, actor=actor)
    return submit_report(report_id=report.pk, actor=actor)


def test_the_initial_report_is_filled_from_the_facts_and_becomes_a_paper(reference, cast):
    sun = cast.sun
    incident = make_incident(
        sun, facts={"deaths": 3, "serious_injuries": 1, "direct_loss": "120.50"}
    )
    report = draft_report(incident_id=incident.pk, kind="initial", actor=sun)

    assert_audited("incidents.report.drafted", report, by=sun)
    assert report.title == "关于演示龙游化工一厂氯气泄漏事故情况的初报"
    assert "死亡3人" in report.casualties
    assert "120.5万元" in report.casualties
    assert "第三条第一款第（三）项" in report.casualties
    assert "龙游县龙洲街道" in report.scene
    assert report.due_at == incident.reported_at + timedelta(hours=2)
    with pytest.raises(InvalidInput) as refusal:
        submit_report(report_id=report.pk, actor=sun)
    assert set(refusal.value.fields) == {"signatory"}

    edit_report(report_id=report.pk, values={"signatory": "林指挥"}, actor=sun)
    assert_audited("incidents.report.edited", report, by=sun)
    submitted = submit_report(report_id=report.pk, actor=sun)
    assert_state(report, "submitted")
    assert_audited("incidents.report.submitted", report, by=sun)
    assert_emitted(ReportSubmitted, report_id=report.pk, is_late=False)
    paper = Document.objects.get(pk=submitted.document_id)
    assert paper.number == "龙应急信〔2026〕1号"
    text = words_of(paper)
    for expected in (
        "龙游县应急管理局",
        "龙应急信〔2026〕1号",
        "签发人：林指挥",
        "一、事故发生单位概况",
        "二、事故发生的时间、地点以及事故现场情况",
        "死亡3人",
        "2026年11月20日",
    ):
        assert expected in text
    assert "{" not in text
    assert states(incident)["report_to_city"] == "met"
    assert states(incident)["report_to_province"] == "running"
    with pytest.raises(TransitionRefused):
        submit_report(report_id=report.pk, actor=sun)
    with pytest.raises(WrongState):
        edit_report(report_id=report.pk, values={"title": "改"}, actor=sun)


def test_the_receipt_of_the_superior_meets_the_further_levels(reference, cast, frozen_clock):
    sun = cast.sun
    incident = make_incident(sun, facts={"deaths": 3})
    report = send(incident, "initial", sun)
    with pytest.raises(InvalidInput):
        record_receipt(
            report_id=report.pk, actor=sun, received_at=report.submitted_at - timedelta(hours=1)
        )
    frozen_clock.advance(minutes=20)
    record_receipt(report_id=report.pk, actor=sun, receipt_number="衢收0001")

    assert_state(report, "received")
    assert_audited("incidents.report.received", report, by=sun)
    assert_emitted(ReportReceived, report_id=report.pk)
    assert states(incident)["report_to_province"] == "met"


def test_reports_come_in_order_and_one_at_a_time(incident, cast):
    sun = cast.sun
    with pytest.raises(ReportOutOfOrder):
        draft_report(incident_id=incident.pk, kind="continuing", actor=sun)
    with pytest.raises(InvalidInput):
        draft_report(incident_id=incident.pk, kind="nothing", actor=sun)
    draft_report(incident_id=incident.pk, kind="initial", actor=sun)
    with pytest.raises(DraftExists):
        draft_report(incident_id=incident.pk, kind="initial", actor=sun)
    with pytest.raises(NotVisible):
        draft_report(incident_id=incident.pk, kind="initial", actor=cast.qian)
    with pytest.raises(NotPermitted):
        draft_report(incident_id=incident.pk, kind="initial", actor=cast.zhao)


def test_changed_casualties_start_a_clock_that_the_continuing_report_meets(incident, cast):
    sun = cast.sun
    send(incident, "initial", sun)
    assert states(incident)["continue_daily"] == "running"
    update_facts(incident_id=incident.pk, facts={"deaths": 1}, actor=sun)
    assert states(incident)["report_changes"] == "running"

    report = send(incident, "continuing", sun)
    assert report.title.endswith("情况的续报")
    text = words_of(Document.objects.get(pk=report.document_id))
    assert "死亡 | 0 人 | 1 人" in text
    assert states(incident)["report_changes"] == "met"


def test_a_draft_follows_the_facts_when_filled_anew(incident, cast):
    report = draft_report(incident_id=incident.pk, kind="initial", actor=cast.sun)
    update_facts(incident_id=incident.pk, facts={"trapped": 4}, actor=cast.sun)
    refresh_report(report_id=report.pk, actor=cast.sun)
    report.refresh_from_db()
    assert "被困4人" in report.casualties
    assert "可能达到" in report.casualties


def test_a_report_after_its_time_is_late(incident, cast, frozen_clock):
    frozen_clock.advance(hours=2, minutes=5)
    report = send(incident, "initial", cast.sun)
    assert report.is_late
    assert_emitted(ReportSubmitted, is_late=True)


def test_the_final_report_tells_times_timeline_and_what_other_apps_add(incident, cast, monkeypatch):
    sun = cast.sun
    monkeypatch.setitem(
        registry._sections,
        "dispatch",
        lambda pk: {"heading": "队伍出动情况", "paragraphs": ["演示救援队12人出动。"]},
    )
    send(incident, "initial", sun)
    mark_controlled(incident_id=incident.pk, actor=cast.lin)
    report = send(incident, "final", sun)
    text = words_of(Document.objects.get(pk=report.document_id))
    assert "处置时间节点" in text
    assert "演示救援队12人出动。" in text
    assert "处置经过" in text
    with pytest.raises(ReportOutOfOrder):
        draft_report(incident_id=incident.pk, kind="final", actor=sun)


def test_papers_follow_the_visibility_of_the_incident_and_reading_is_recorded(incident, cast):
    sun = cast.sun
    report = send(incident, "initial", sun)
    assert [d.number for d in documents_of(report, sun)] == ["龙应急信〔2026〕1号"]
    assert documents_of(report, cast.qian) == []
    document, content = download_document(document_id=report.document_id, actor=cast.zhao)
    assert content[:2] == b"PK"
    assert_audited("documents.document.downloaded", document)
    with pytest.raises(NotVisible):
        download_document(document_id=report.document_id, actor=cast.qian)
    with open(document.file.path, "ab") as file:
        file.write(b"x")
    with pytest.raises(DocumentChanged):
        download_document(document_id=report.document_id, actor=sun)


@pytest.mark.parametrize("name", RECIPES)
def test_the_installed_form_is_what_its_recipe_builds(name, tmp_path):
    build_all(tmp_path)

    def parts(path):
        with zipfile.ZipFile(path) as file:
            return {n: file.read(n) for n in file.namelist() if n != "docProps/core.xml"}

    assert parts(tmp_path / f"{name}.docx") == parts(FOLDER / f"{name}.docx"), (
        "run anlan manage build_report_forms"
    )


def test_lengths_of_time_are_spelt_as_officials_do():
    assert [official_length(s) for s in (None, 0, 45, 90, 700, 3600, 4800)] == [
        "—",
        "0秒",
        "45秒",
        "1分30秒",
        "11分",
        "1小时",
        "1小时20分",
    ]
