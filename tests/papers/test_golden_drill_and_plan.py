"""The assessment of a drill and the reports a plan stands on, as they look when printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.gis.geos import Point
from tests.papers import test_golden as golden

from anlan.base.documents.models import Document
from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.command.drills import reference as drill_reference
from anlan.command.drills.services import judging, running
from anlan.command.drills.tests.conftest import moving, stage
from anlan.command.plans.reference import install_forms
from anlan.command.plans.services.reports import draw_up_report
from anlan.command.plans.tests.factories import PlanFactory, PlanResourceFactory
from anlan.command.responses import public as responses
from anlan.command.responses.models import ResponseTask
from anlan.command.shelters.tests.factories import ShelterFactory
from anlan.command.teams.tests.factories import TeamFactory
from anlan.kernel.actor import system_actor
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory

__all__ = ["moving", "stage"]

PAPERS = ("drill_assessment", "plan_resources", "plan_risk")
pytestmark = golden.pytestmark


def drill_paper(scene, moving) -> Document:
    """Run a functional drill, score it, and write its assessment."""
    drill_reference.load(system_actor("tests"))
    running.start_drill(drill_id=scene.drill.pk, actor=scene.director)
    drill = scene.again()
    moving.advance(minutes=3)
    running.answer_inject(
        inject_id=drill.injects.get(minute=0).pk, text="已报带班领导", actor=scene.duty
    )
    moving.advance(minutes=6)
    responses.activate_response(incident_id=drill.incident_id, actor=scene.duty)
    task = ResponseTask.objects.get(title="设立警戒区")
    responses.accept_task(task_id=task.pk, actor=scene.duty)
    moving.advance(minutes=36)
    running.deliver_due_injects()
    responses.submit_task(task_id=task.pk, text="完成", actor=scene.duty)
    running.finish_drill(drill_id=drill.pk, actor=scene.director)
    rollcall = drill.actions.get(title="清点人员")
    judging.observe(
        drill_id=drill.pk,
        action_id=rollcall.pk,
        verdict="partly",
        text="只清点了一支队伍",
        actor=scene.evaluator,
    )
    judging.score_drill(drill_id=drill.pk, actor=scene.evaluator)
    judging.propose_revisions(drill_id=drill.pk, actor=scene.director)
    judging.conclude(drill_id=drill.pk, conclusion="达到演练目的。", actor=scene.director)
    return golden.paper(judging.make_report(drill_id=drill.pk, actor=scene.director).id)


def plan_papers(cast) -> dict[str, Document]:
    """Draw up the survey of resources and the summary of risks of an enterprise's plan."""
    install_forms(system_actor("reference"))
    plan = PlanFactory(
        name="演示园区突发事件应急预案",
        organisation__name="演示园区管委会",
        region__centre="SRID=4326;POINT(119.18 29.03)",
    )
    PlanResourceFactory(plan=plan, kind="supply", code="sandbag", name="编织袋", quantity=50)
    PlanResourceFactory(plan=plan, kind="capability", code="mine_rescue", name="矿山救护队")
    office = OrganisationFactory(name="演示救援站", region=plan.region)
    for n in (1, 2):
        TeamFactory(
            code=f"G90{n}",
            name=f"演示救援{n}队",
            organisation=office,
            capabilities=["search_rescue"],
            location=Point(119.18 + n / 50, 29.03, srid=4326),
        )
    ShelterFactory(
        name="演示中学避灾点", region=plan.region, location=Point(119.19, 29.03, srid=4326)
    )
    EnterpriseFactory(name="演示化工一厂", region=plan.region, risk_level=1)
    found = {}
    for kind in ("resources", "risk"):
        report = draw_up_report(plan_id=plan.pk, kind=kind, actor=cast.zhao)
        number = next(int(p) for p in report.document_url.split("/") if p.isdigit())
        found[f"plan_{kind}"] = golden.paper(number)
    return found


@pytest.fixture
def printed(stage, moving, cast, settings, tmp_path) -> Path:
    """A folder with the papers as PDF."""
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "papers"
    folder.mkdir()
    papers = {"drill_assessment": drill_paper(stage(), moving)}
    moving.advance(days=1)
    golden.render({**papers, **plan_papers(cast)}, folder)
    return folder


def test_the_papers_of_drills_and_plans_read_and_look_as_they_did(printed):
    golden.compare(printed, PAPERS)
