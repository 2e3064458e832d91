"""Reports a plan stands on: attached, drawn up from the platform's data, asked for by the check."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as WordFile

from anlan.base.documents.public import download_document
from anlan.base.files.public import attachments_of
from anlan.command.plans.gaps import find_gaps
from anlan.command.plans.models import PlanReport
from anlan.command.plans.papers import FOLDER
from anlan.command.plans.reference import install_forms
from anlan.command.plans.reporting import build_resources, build_risk, resources_context
from anlan.command.plans.services.reports import add_report, draw_up_report
from anlan.command.plans.tests.factories import PlanFactory, PlanResourceFactory
from anlan.command.teams.tests.factories import TeamFactory
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited

pytestmark = pytest.mark.django_db


def upload() -> SimpleUploadedFile:
    """A report as PDF."""
    return SimpleUploadedFile("风险评估报告.pdf", b"%PDF-1.7 demo", "application/pdf")


def codes(plan) -> set[str]:
    """What the check says of reports, by kind of report."""
    return {gap.key.partition("/")[0] for gap in find_gaps(plan) if "report" in gap.code}


def test_a_missing_report_is_a_warning_and_an_attached_one_answers_it(cast):
    plan = PlanFactory()
    assert codes(plan) == {"no_report:risk", "no_report:resources"}
    assert all(not gap.is_error for gap in find_gaps(plan) if gap.code == "no_report")
    report = add_report(
        plan_id=plan.pk,
        kind="risk",
        made_on=clock.today(),
        made_by="演示评估机构",
        file=upload(),
        actor=cast.zhao,
    )
    assert codes(plan) == {"no_report:resources"}
    assert [file.name for file in attachments_of(report)] == ["风险评估报告.pdf"]
    assert_audited("plans.report.added", plan)
    with pytest.raises(NotPermitted):
        draw_up_report(plan_id=plan.pk, kind="risk", actor=cast.sun)
    with pytest.raises(NotVisible):
        draw_up_report(plan_id=plan.pk, kind="capability", actor=cast.zhao)
    with pytest.raises(InvalidInput):
        add_report(
            plan_id=plan.pk,
            kind="risk",
            made_on=clock.today() + timedelta(days=1),
            made_by="x",
            file=upload(),
            actor=cast.zhao,
        )


def test_a_report_of_an_earlier_version_is_old(cast):
    first = PlanFactory(code="V", version=1, state="expired", issued_on=clock.today())
    second = PlanFactory(code="V", version=2, region=first.region)
    for kind, day in (("risk", -1), ("resources", 0)):
        PlanReport.objects.create(
            plan=first,
            kind=kind,
            made_on=clock.today() + timedelta(days=day),
            made_by="x",
            by_name="x",
        )
    assert codes(second) == {"old_report:risk"}


def test_the_survey_says_what_is_there_and_what_is_lacking(cast):
    install_forms(system_actor("reference"))
    plan = PlanFactory(region__centre="SRID=4326;POINT(119.18 29.03)")
    PlanResourceFactory(plan=plan, kind="supply", code="sandbag", name="编织袋", quantity=50)
    PlanResourceFactory(plan=plan, kind="capability", code="mine_rescue", name="矿山救护队")
    team = TeamFactory(capabilities=["search_rescue"])
    found = resources_context(plan, cast.zhao)
    assert team.name in [row["name"] for row in found["teams"]]
    assert "编织袋" in found["conclusion"] and "矿山救护队" in found["conclusion"]
    for kind in ("resources", "risk"):
        report = draw_up_report(plan_id=plan.pk, kind=kind, actor=cast.zhao)
        assert report.document_url and report.document_number
    assert codes(plan) == set()
    number = PlanReport.objects.get(kind="resources").document_url.rstrip("/").split("/")
    pk = next(int(part) for part in number if part.isdigit())
    content = download_document(document_id=pk, actor=cast.zhao)
    assert content is not None


def test_the_forms_of_the_papers_are_the_committed_ones(tmp_path):
    for build, name in ((build_resources, "resources.docx"), (build_risk, "risk.docx")):
        stream = BytesIO()
        build().document.save(stream)
        mine = [p.text for p in WordFile(stream).paragraphs]
        assert mine == [p.text for p in WordFile(str(FOLDER / name)).paragraphs]


def test_the_way_in_the_browser(client, sign_in):
    install_forms(system_actor("reference"))
    plan = PlanFactory()
    sign_in(client, "township_officer", scope_value="330825100")
    page = client.get(plan.get_absolute_url()).content.decode()
    assert reverse("plans:report_add", args=[plan.pk]) in page
    assert client.get(reverse("plans:report_add", args=[plan.pk])).status_code == 200
    values = {"kind": "risk", "made_on": "2026-01-05", "made_by": "演示机构", "file": upload()}
    answer = client.post(reverse("plans:report_add", args=[plan.pk]), values)
    assert answer.status_code == 303
    assert client.post(reverse("plans:report_draw", args=[plan.pk, "risk"])).status_code == 303
    assert "演示机构" in client.get(plan.get_absolute_url()).content.decode()
