"""Lists, annual work lists, records that count for them, the report of a year."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.base.documents.models import Document
from anlan.base.files.public import attachments_of
from anlan.governance.responsibility import papers
from anlan.governance.responsibility.events import DutyRecorded, WorkListMoved
from anlan.governance.responsibility.models import DutyRecord, LegalDuty, Portfolio
from anlan.governance.responsibility.public import record_duty
from anlan.governance.responsibility.selectors import standing_of_list
from anlan.governance.responsibility.services import lists
from anlan.governance.responsibility.services.records import enter_duty
from anlan.governance.responsibility.services.reports import make_duty_report
from anlan.governance.responsibility.tests.factories import load_reference, set_government
from anlan.kernel import clock
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import InvalidInput, NotVisible, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor

#: 《name of the law》（year）第…条
CLAUSE = re.compile(r"《([^》]+)》（\d{4}[^）]*）(第[^款项（；、]+条)")
LAWS = Path(__file__).parents[6] / "shared" / "data" / "cn-laws"


@pytest.fixture
def office():
    return make_actor("办公室", role="bureau_officer", scope=Scope("region", "330825"))


def leader_actor(made):
    return make_actor(
        "卢副县长",
        role="county_leader",
        scope=Scope("region", "330825"),
        person_id=made.leader.pk,
        organisation_id=made.government.pk,
    )


def test_a_leader_confirms_his_own_year_and_records_count_for_it(db, office):
    load_reference()
    made = set_government()
    leader, year = leader_actor(made), clock.today().year
    holder = lists.draw_up_list(holder_kind="leader", person_id=made.leader.pk, actor=office)
    assert holder.items.count() == LegalDuty.objects.filter(holder_kind="leader").count() > 5
    with pytest.raises(InvalidInput):
        lists.draw_up_list(holder_kind="leader", person_id=made.leader.pk, actor=office)
    lists.add_duty(list_id=holder.pk, text="联系化工集中区", actor=office)
    lists.publish_list(list_id=holder.pk, actor=office)
    work = lists.draw_up_work_list(list_id=holder.pk, year=year, actor=leader)
    lists.add_work_item(
        work_list_id=work.pk,
        text="调研道路运输企业",
        due_on=date(year, 12, 1),
        record_kind="inspection",
        actor=leader,
    )

    with pytest.raises(WrongState):
        lists.confirm_work_list(work_list_id=work.pk, actor=office)
    lists.confirm_work_list(work_list_id=work.pk, actor=leader)
    lists.return_work_list(work_list_id=work.pk, actor=office, reason="补充汛期带班")
    lists.confirm_work_list(work_list_id=work.pk, actor=leader)
    lists.publish_work_list(work_list_id=work.pk, actor=office)

    assert_state(work, "published")
    assert_emitted(WorkListMoved, work_list_id=work.pk, state="published")
    assert_audited("responsibility.work_list.moved", work, by=leader)
    meeting = work.items.get(record_kind="meeting")
    record_duty(
        kind="meeting",
        day=clock.today(),
        text="主持召开交通安全专题会议",
        person_id=made.leader.pk,
        subject=meeting,
        actor=system_actor("tests"),
    )
    again = record_duty(
        kind="meeting",
        day=clock.today(),
        text="主持召开交通安全专题会议",
        person_id=made.leader.pk,
        subject=meeting,
        actor=system_actor("tests"),
    )
    assert DutyRecord.objects.count() == 1
    assert DutyRecord.objects.get(pk=again).work_item == meeting
    standing = {row.item.record_kind: row for row in standing_of_list(holder, year)}
    assert (standing["meeting"].done, standing["meeting"].asked) == (1, 4)
    assert standing["drill"].has_no_record


def test_a_duty_is_entered_with_evidence_by_oneself_and_not_for_others(db, office):
    made = set_government()
    leader = leader_actor(made)
    stranger = make_actor(
        "外部门",
        role="department_officer",
        scope=Scope("organisation", "999999"),
        organisation_id=999999,
    )

    record = enter_duty(
        kind="inspection",
        day=clock.today(),
        text="带队检查客运站",
        actor=leader,
        evidence=[SimpleUploadedFile("记录.pdf", b"%PDF-1.4 demo", "application/pdf")],
    )

    assert (record.person_id, record.is_automatic) == (made.leader.pk, False)
    assert [file.name for file in attachments_of(record)] == ["记录.pdf"]
    assert_audited("responsibility.duty.recorded", record, by=leader)
    assert_emitted(DutyRecorded, record_id=record.pk, kind="inspection")
    with pytest.raises(NotVisible):
        enter_duty(
            kind="meeting",
            day=clock.today(),
            text="代填",
            person_id=made.leader.pk,
            actor=stranger,
        )
    with pytest.raises(InvalidInput):
        enter_duty(
            kind="meeting",
            day=clock.today() + timedelta(days=1),
            text="明天的会",
            actor=leader,
        )


def test_the_report_of_a_year_says_what_has_no_record(db, office):
    load_reference()
    made = set_government()
    leader = leader_actor(made)
    lists.draw_up_list(holder_kind="leader", person_id=made.leader.pk, actor=office)
    enter_duty(kind="meeting", day=clock.today(), text="主持专题会议", actor=leader)
    portfolio = Portfolio.objects.get(person=made.leader)

    paper = make_duty_report(portfolio_id=portfolio.pk, year=clock.today().year, actor=leader)

    context = Document.objects.get(pk=paper.id).context
    assert paper.number.startswith("龙履职〔")
    assert [row["text"] for row in context["records"]] == ["主持专题会议"]
    assert any("演练" in line for line in context["missing"])
    assert not any("专题会议" in line for line in context["missing"])
    assert_audited("responsibility.report.made", portfolio, by=leader)


def test_verified_duties_stand_in_the_law_at_hand():
    """A clause marked as verified exists in the text of the law it names."""
    if not LAWS.is_dir():
        pytest.skip("the texts of laws are not here (../shared/data/cn-laws)")
    texts = {path.name: path.read_text(encoding="utf-8") for path in LAWS.glob("*.md")}
    with lists.DUTIES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    checked = 0
    for row in rows:
        if row["is_verified"] != "1":
            continue
        for name, clause in re.findall(
            r"《([^》]+)》（\d{4}[^）]*）(第[^款项（；、]+条)", row["legal_basis"]
        ):
            short = name.removeprefix("中华人民共和国")
            text = next(text for key, text in texts.items() if key.startswith(short))
            assert re.search(rf"^{clause}[\s　]", text, re.MULTILINE), (row["code"], clause)
            checked += 1
    assert checked >= 25


def test_forms_are_as_their_recipes(tmp_path):
    from docx import Document as WordDocument

    for path in papers.build_all(tmp_path):
        built, kept = WordDocument(str(path)), WordDocument(str(papers.FOLDER / path.name))
        assert built.element.body.xml == kept.element.body.xml
