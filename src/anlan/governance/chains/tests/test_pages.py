"""Pages of chains as their people open them; statements do not grow with the rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anlan.governance.chains.desk import count_late, near, waiting
from anlan.governance.chains.models import Chain, Clue, Stage, Trace
from anlan.governance.chains.search import search_chains
from anlan.governance.chains.services import clues as services
from anlan.governance.chains.tests.factories import (
    ClueFactory,
    Played,
    StageFactory,
    StageUnitFactory,
    TraceFactory,
    in_force,
    play,
    reported,
    sent,
    stage_of,
    trace_of,
)
from anlan.governance.chains.views.clues import CluePage, ClueStep
from anlan.governance.chains.views.traces import TracePage, TraceStep
from anlan.governance.chains.views.versions import VersionPage, VersionStep
from anlan.governance.oversight.models import Order
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.testing.cast import make_actor

#: Rows of the flat-lists test; the statements must not depend on them.
MANY = 60
MOST_STATEMENTS = 12


@pytest.fixture
def played(db) -> Played:
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)):
        yield play()


def _url(name, *args):
    return reverse(f"chains:{name}", args=args)


def test_the_office_adopts_changes_and_puts_a_chain_in_force(played, visit):
    office, clerk = visit(played.office), visit(played.unit("market"))
    empty = office.get(_url("chains")).content.decode()
    assert _url("templates") in empty
    shipped = office.get(_url("templates")).content.decode()
    assert "建筑保温材料" in shipped and "电气焊作业" in shipped
    assert clerk.get(_url("templates")).status_code == 403
    assert office.post(_url("adopt", "welding")).status_code == 303
    chain = Chain.objects.get(code="welding")
    version = chain.versions.get()
    page = office.get(_url("version", version.pk)).content.decode()
    assert "特种作业人员安全技术培训考核管理规定" in page
    stage = version.stages.get(code="site")
    form = office.get(_url("change_stage", stage.pk)).content.decode()
    assert "作业人员持假证 → 考核发证、培训、用工" in form
    values = {
        "name": "现场作业",
        "supervised": "动火现场",
        "leads": [played.units["fire_rescue"].pk],
        "supports": [played.units["housing"].pk],
        "answer_days": 3,
        "problem_lines": "假证 → 考核发证、没有的环节",
    }
    wrong = office.post(_url("change_stage", stage.pk), values)
    assert wrong.status_code == 422 and "没有的环节" in wrong.content.decode()
    values["problem_lines"] = "假证 → 考核发证\n无人监护"
    assert office.post(_url("change_stage", stage.pk), values).status_code == 303
    stage.refresh_from_db()
    assert stage.problems == [
        {"text": "假证", "trace": ["certificate"]},
        {"text": "无人监护", "trace": []},
    ]
    added = {**values, "name": "拆除", "problem_lines": ""}
    assert office.post(_url("add_stage", version.pk), added).status_code == 303
    last = version.stages.get(name="拆除")
    assert office.post(_url("move_stage", last.pk)).status_code == 303
    assert office.post(_url("remove_stage", last.pk)).status_code == 303
    for row in version.stages.exclude(units__role="lead"):
        StageUnitFactory(stage=row, organisation=played.units["emergency"])
    change = {"why": "演示缘由", "sources": "演示文件", "change_note": "首版"}
    assert office.post(_url("change_version", version.pk), change).status_code == 303
    assert office.post(_url("version_step", version.pk, "publish")).status_code == 303
    picture = clerk.get(_url("chain", chain.pk)).content.decode()
    assert "龙游县消防救援大队" in picture and "动火现场" in picture
    assert clerk.post(_url("revise", chain.pk)).status_code == 403
    assert office.post(_url("revise", chain.pk)).status_code == 303
    own = {"name": "演示一件事", "why": "演示", "sources": ""}
    assert office.post(_url("new"), own).status_code == 303
    listed = office.get(f"{_url('chains')}?tab=all&export=csv")
    assert "演示一件事" in b"".join(listed).decode()


def test_a_problem_goes_from_the_phone_over_the_stages_to_its_closing(played, visit):
    chain = in_force(played)
    housing, market = visit(played.unit("housing")), visit(played.unit("market"))
    office, director = visit(played.office), visit(played.director)
    stage = stage_of(chain, "construction")
    things = housing.get(_url("report")).content.decode()
    assert f"?chain={chain.pk}" in things
    url = f"{_url('report')}?chain={chain.pk}"
    assert "材料未见证取样即上墙" in housing.get(url).content.decode()
    assert housing.post(url, {"found": "", "place": ""}).status_code == 422
    form = {
        "found": f"{stage.pk}:0",
        "place": "演示工地3号楼",
        "unit_name": "演示建筑公司",
        "producer": "演示保温材料厂",
        "photos": SimpleUploadedFile("板.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40, "image/png"),
    }
    assert housing.post(url, form).status_code == 303
    clue = Clue.objects.get()
    page = housing.get(_url("clue", clue.pk)).content.decode()
    assert "演示保温材料厂" in page and "板.png" in page
    assert market.get(_url("clue", clue.pk)).status_code == 404
    offered = office.get(_url("send", clue.pk)).content.decode()
    assert "↑ 生产（龙游县市场监督管理局）" in offered
    stages = [stage_of(chain, code).pk for code in ("production", "construction")]
    assert office.post(_url("send", clue.pk), {"stages": stages}).status_code == 303
    trace = trace_of(clue, "production")
    assert [item.url for item in waiting(played.unit("market"))] == [trace.get_absolute_url()]
    assert "第二十六条" in market.get(_url("trace", trace.pk)).content.decode()
    assert market.post(_url("trace_step", trace.pk, "sign")).status_code == 303
    answer = {"outcome": "confirmed", "text": "属实", "removed": "封存120立方米"}
    assert housing.post(_url("answer", trace.pk), answer).status_code == 403
    assert market.post(_url("answer", trace.pk), {"outcome": "confirmed"}).status_code == 422
    assert market.post(_url("answer", trace.pk), answer).status_code == 303
    own = trace_of(clue, "construction")
    assert housing.post(_url("answer", own.pk), answer).status_code == 303
    assert [item.url for item in waiting(played.office)] == [clue.get_absolute_url()]
    assert "封存120立方米" in office.get(_url("clue", clue.pk)).content.decode()
    check = _url("clue_step", clue.pk, "check")
    assert office.post(check, {"reason": "已清除"}).status_code == 303
    assert office.post(_url("clue_step", clue.pk, "close")).status_code == 403
    assert director.post(_url("clue_step", clue.pk, "close")).status_code == 303
    register = office.get(f"{_url('clues')}?tab=closed&export=csv")
    assert clue.title in b"".join(register).decode()
    assert [row.url for row in search_chains("演示保温", played.office, 5)] == [
        clue.get_absolute_url()
    ]


def test_dispute_further_stages_supervision_and_evaluation_have_pages(played, visit):
    chain = in_force(played)
    clue = sent(played, chain)
    fire, office = visit(played.unit("fire_rescue")), visit(played.office)
    director = visit(played.director)
    trace = trace_of(clue, "use")
    claim = {"claim": "属于在建工程", "suggested_id": played.units["housing"].pk}
    assert fire.get(_url("dispute", trace.pk)).status_code == 200
    assert fire.post(_url("dispute", trace.pk), claim).status_code == 303
    dispute = trace.disputes.get()
    assert [item.url for item in waiting(played.director)] == [trace.get_absolute_url()]
    assert office.get(_url("decide", dispute.pk)).status_code == 403
    assert "属于在建工程" in director.get(_url("decide", dispute.pk)).content.decode()
    decided = {"competent_id": played.units["housing"].pk, "decision": "由住建核查"}
    assert director.post(_url("decide", dispute.pk), decided).status_code == 303
    further = {"stages": [stage_of(chain, "acceptance").pk], "reason": "核查验收资料"}
    assert office.post(_url("add_stages", clue.pk), further).status_code == 303
    assert trace_of(clue, "acceptance").state == "sent"
    Trace.objects.filter(clue=clue).update(due_on=clock.today() - timedelta(days=5))
    assert count_late(played.leader) == 5
    assert "督办" in office.get(_url("trace", trace.pk)).content.decode()
    assert office.post(_url("order", trace.pk)).status_code == 303
    assert Order.objects.get().subject_id == str(trace.pk)
    assert list(near(played.leader)) == []
    paper = {"year": 2026, "conclusion": "施工环节发现多"}
    assert office.post(_url("evaluate", chain.pk), paper).status_code == 303
    shown = office.get(_url("chain", chain.pk)).content.decode()
    assert "全链条安全监管2026年度评价" in shown


def test_lists_and_picture_take_few_statements_however_many_rows(played, visit):
    chain = in_force(played)
    stage = stage_of(chain, "sale")
    office = visit(played.office)

    def statements(url: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert office.get(url).status_code == 200
        return len(caught)

    urls = [f"{_url('clues')}?tab=all", f"{_url('traces')}?tab=all", _url("chains")]
    urls.append(_url("chain", chain.pk))
    sent(played, chain)
    few = [statements(url) for url in urls]
    for _number in range(MANY):
        clue = ClueFactory(stage=stage, region_id=played.county)
        TraceFactory(clue=clue, organisation=played.units["market"])
    many = [statements(url) for url in urls]

    assert many == few
    assert max(many) <= MOST_STATEMENTS


def test_a_step_that_needs_another_person_says_so_beforehand(played, visit):
    clue = reported(played, in_force(played), "construction")
    clue.traces.update(state="released")
    office = visit(played.office)

    def shown(step: str, state: str, **values) -> str:
        Clue.objects.filter(pk=clue.pk).update(state=state, **values)
        page = office.get(_url("clue", clue.pk)).content.decode()
        assert _url("clue_step", clue.pk, step) not in page
        return page

    assert "另一个人办结" in shown("close", "checked", checked_by_id=played.office.id)
    clue.traces.first().answers.create(
        outcome="clean",
        text="已核查",
        made_at=clock.now(),
        made_by="演示",
        made_by_id=played.office.id,
    )
    assert "请由他人核查" in shown("check", "tracing")


def test_every_step_that_is_offered_is_carried_out():
    # A version is replaced by the next one; a stage is sent with its clue, settled with a dispute.
    for page, steps, hidden in (
        (CluePage, ClueStep, set()),
        (TracePage, TraceStep, {"send", "settle"}),
        (VersionPage, VersionStep, {"replace"}),
    ):
        names = {step.name for step in steps.machine.transitions}
        assert names - hidden - set(page.transition_forms) == set(steps.services), page


def test_the_neighbouring_county_sees_nothing(played, visit):
    chain = in_force(played)
    clue = reported(played, chain, "sale")
    services.send_clue(
        clue_id=clue.pk,
        stage_ids=list(clue.traces.values_list("stage_id", flat=True)),
        actor=played.office,
    )
    other = visit(make_actor("邻县", role="bureau_officer", scope=Scope("region", "330826")))
    assert other.get(_url("chain", chain.pk)).status_code == 404
    assert other.get(_url("clue", clue.pk)).status_code == 404
    assert other.get(_url("trace", clue.traces.first().pk)).status_code == 404


def test_a_page_of_a_chain_without_a_version_in_force_shows_its_draft(played, visit):
    stage = StageFactory(version__chain__region_id=played.county)
    StageFactory(version=stage.version)
    page = visit(played.office).get(_url("chain", stage.version.chain_id)).content.decode()
    assert stage.version.get_absolute_url() in page
    assert Stage.objects.filter(version=stage.version).count() == 2
