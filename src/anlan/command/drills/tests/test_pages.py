"""The pages of drills as their people open them, and the paper."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from anlan.base.documents.public import download_document
from anlan.command.drills import papers, reference
from anlan.command.drills.models import Observation, Scenario
from anlan.command.drills.public import cadence_rate, list_drills
from anlan.command.drills.services import judging, running
from anlan.command.drills.services.scenarios import load_scenario, make_from_plan, write_scenario
from anlan.command.drills.tests.factories import CadenceDutyFactory
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput

pytestmark = pytest.mark.django_db


def _url(name, *args):
    return reverse(f"drills:{name}", args=args)


def test_a_double_blind_drill_is_played_on_its_pages(stage, moving, visit):
    scene = stage("double_blind")
    pk = scene.drill.pk
    director, duty, evaluator = map(visit, (scene.director, scene.duty, scene.evaluator))
    assert duty.get(_url("drill", pk)).status_code == 404
    assert "演示泄漏演练" not in duty.get(_url("list")).content.decode()
    assert "演示泄漏演练" in director.get(_url("list")).content.decode()

    assert director.post(_url("step", pk, "start")).status_code == 303
    desk = director.get(_url("direct", pk)).content.decode()
    assert "接到报警" in desk and "救出被困人员" in desk and "drill-band" in desk
    phone = duty.get(_url("play", pk)).content.decode()
    assert "接到报警" in phone and "救出被困人员" not in phone and "drill-band" in phone
    assert duty.get(_url("direct", pk)).status_code == 403
    assert duty.get(_url("assessment", pk)).status_code == 403

    inject = scene.drill.injects.get(minute=0)
    moving.advance(minutes=2)
    assert duty.post(_url("answer", inject.pk), {"text": "已报带班领导"}).status_code == 303
    assert "已报带班领导" in director.get(_url("direct", pk)).content.decode()
    assert director.post(_url("forward", pk), {"minutes": 18}).status_code == 303
    assert "救出被困人员" in duty.get(_url("play", pk)).content.decode()
    assert director.post(_url("note", pk), {"text": "口令清楚"}).status_code == 303

    action = scene.drill.actions.get(title="清点人员")
    form = {"action_id": action.pk, "verdict": "partly", "kind": "problem", "text": "清点偏晚"}
    assert evaluator.post(_url("evaluate", pk), form).status_code == 303
    assert evaluator.post(_url("evaluate", pk), {"kind": "note"}).status_code == 422
    assert Observation.objects.filter(drill=scene.drill).count() == 2

    assert director.post(_url("step", pk, "finish")).status_code == 303
    page = duty.get(_url("assessment", pk)).content.decode()
    assert "清点偏晚" in page and "启动响应" in page


def test_a_scenario_is_written_made_from_a_plan_and_drawn(stage, visit):
    scene = stage()
    client = visit(scene.director)
    plan = scene.drill.plan
    made = make_from_plan(
        plan_id=plan.pk, level=4, code="from-plan", name="由预案生成", actor=scene.director
    )
    assert set(made.actions.values_list("title", "within_minutes")) >= {
        ("设立警戒区", 20),
        ("堵漏", 40),
    }
    with pytest.raises(InvalidInput):
        write_scenario(values={"code": "from-plan", "name": "重码"}, actor=scene.director)
    inject = {"minute": 5, "kind": "call", "title": "来电", "text": "有人求助", "fact_trapped": 2}
    assert client.post(_url("inject_new", made.pk), inject).status_code == 303
    row = made.injects.get(title="来电")
    assert row.facts == {"trapped": 2}
    action = {"title": "派车", "measure": "ordered", "points": 5, "inject_id": row.pk}
    assert client.post(_url("action_new", made.pk), action).status_code == 303
    assert client.get(_url("inject_change", made.pk, row.pk)).status_code == 200
    page = client.get(made.get_absolute_url()).content.decode()
    assert "来电" in page and "派车" in page
    assert client.post(_url("part_remove", made.pk, "inject", row.pk)).status_code == 303
    assert not made.actions.filter(title="派车").exists()
    for name in ("scenarios", "duties", "rules", "plan", "from_plan", "scenario_new"):
        assert client.get(_url(name)).status_code == 200


def test_the_scenarios_that_come_along_can_be_loaded(db):
    actor = system_actor("drills")
    paths = sorted((reference.DATA / "scenarios").glob("*.json"))
    assert len(paths) >= 8
    for path in paths:
        scenario = load_scenario(content=json.loads(path.read_text("utf-8")), actor=actor)
        assert scenario is not None
        assert scenario.injects.count() >= 5
        assert scenario.actions.count() >= 8
        assert scenario.injects.filter(minute__gt=scenario.minutes).count() == 0
        assert load_scenario(content=json.loads(path.read_text("utf-8")), actor=actor) is None
    assert {s.incident_kind for s in Scenario.objects.all()} >= {
        "chemical",
        "flood",
        "forest_fire",
        "gas",
        "mine",
        "fire",
        "earthquake",
        "traffic",
    }


def test_the_report_is_the_form_of_its_recipe_filled_and_marked(stage, moving, tmp_path):
    scene = stage()
    running.start_drill(drill_id=scene.drill.pk, actor=scene.director)
    moving.advance(minutes=45)
    running.deliver_due_injects()
    running.finish_drill(drill_id=scene.drill.pk, actor=scene.director)
    reference.load(system_actor("tests"))
    judging.conclude(drill_id=scene.drill.pk, conclusion="达到演练目的。", actor=scene.director)
    paper = judging.make_report(drill_id=scene.drill.pk, actor=scene.director)
    assert paper.title == "【演练】演示泄漏演练评估报告"
    assert "演练" in paper.number
    _row, content = download_document(document_id=paper.id, actor=scene.director)
    assert content[:2] == b"PK"
    built = {p.name: p.stat().st_size for p in papers.build_all(tmp_path)}
    kept = {p.name: p.stat().st_size for p in papers.FOLDER.glob("*.docx")}
    assert built.keys() == kept.keys()
    assert all(abs(built[name] - kept[name]) < 64 for name in built)


def test_the_rate_of_cadence_counts_who_is_in_time(cast, moving):
    late = CadenceDutyFactory(due_on=clock.today().replace(year=2025))
    CadenceDutyFactory(rule=late.rule, last_on=clock.today())
    rate = cadence_rate(system_actor("test"), concerns="high_risk")
    assert (rate.duties, rate.in_time, rate.late, rate.never) == (2, 1, 1, 1)
    assert rate.rate == 0.5
    assert rate.legal_basis == ("《生产安全事故应急条例》第八条第二款",)
    assert list_drills(system_actor("test")) == []
