"""Situation reports, public releases, the review: what they say and that they do not change."""

from __future__ import annotations

import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from anlan.base.documents.models import Document
from anlan.base.organisations.models import Organisation
from anlan.command.incidents.public import update_facts
from anlan.command.responses import reference
from anlan.command.responses.errors import AlreadyReleased, NotReleased
from anlan.command.responses.events import PublicReleaseChanged, SituationReported
from anlan.command.responses.models import Response
from anlan.command.responses.papers import FOLDER, RECIPES, build_all
from anlan.command.responses.public import activate_response
from anlan.command.responses.services.releases import release_to_public, withdraw_release
from anlan.command.responses.services.reports import (
    finish_improvement,
    make_review_report,
    make_situation_report,
    set_improvement,
)
from anlan.command.responses.tests import scene
from anlan.command.responses.tests.test_accountability import send_team
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture
def lin(cast):
    """The county's commander."""
    return cast.lin


@pytest.fixture
def response(settings, tmp_path) -> Response:
    """A running response to a leak, with the forms installed."""
    settings.MEDIA_ROOT = tmp_path / "media"
    scene.departments()
    scene.library()
    reference.load(SYSTEM)
    leak = scene.incident(
        address="演示路1号", facts={"trapped": 2, "details": {"is_toxic": True, "alarm_level": 1}}
    )
    return activate_response(incident_id=leak.pk, actor=SYSTEM)


def text_of(document: Document, folder) -> str:
    """The words of a Word paper."""
    source = folder / "paper.docx"
    source.write_bytes(document.read())
    with zipfile.ZipFile(source) as file:
        return file.read("word/document.xml").decode()


def test_a_situation_report_keeps_the_moment(response, cast, lin, tmp_path):
    send_team(response)
    report = make_situation_report(response_id=response.pk, actor=lin)
    assert_audited("responses.report.made", report, by=lin)
    assert_emitted(SituationReported, report_id=report.pk)
    words = text_of(report.document, tmp_path)
    assert "被困2人" in words and "第1期" in words and "演示救援" in words or "支队伍" in words
    update_facts(incident_id=response.incident_id, facts={"trapped": 0}, actor=lin)
    second = make_situation_report(response_id=response.pk, next_steps="洗消\n撤除警戒", actor=lin)
    report.refresh_from_db()
    assert "被困2人" in str(report.content) and "被困0人" in str(second.content)
    assert second.sequence == 2 and second.content["next_steps"] == ["洗消", "撤除警戒"]
    with pytest.raises(NotPermitted):
        make_situation_report(response_id=response.pk, actor=cast.zhao)


def test_the_public_reads_only_what_was_released_and_nothing_after(response, cast, lin, client):
    with pytest.raises(InvalidInput):
        release_to_public(
            response_id=response.pk, headline="", shown=["name"], advice="", actor=lin
        )
    given = {"response_id": response.pk, "headline": "情况通报", "advice": "请关闭门窗"}
    release = release_to_public(**given, shown=["place", "casualties"], actor=lin)
    assert_audited("responses.release.published", release, by=lin)
    assert_emitted(PublicReleaseChanged, release_id=release.pk, is_public=True)
    with pytest.raises(AlreadyReleased):
        release_to_public(**given, shown=["level"], actor=lin)
    url = release.get_absolute_url()
    page = client.get(url)
    text = page.content.decode()
    assert page.status_code == 200 and "请关闭门窗" in text and "2" in text
    for secret in ("演示路1号", response.commander_name, response.incident.title, "III级"):
        assert secret not in text
    released = release.content
    update_facts(incident_id=response.incident_id, facts={"deaths": 7}, actor=lin)
    release.refresh_from_db()
    assert release.content == released and "死亡7" not in client.get(url).content.decode()
    with pytest.raises(InvalidInput):
        withdraw_release(release_id=release.pk, actor=lin, reason=" ")
    withdraw_release(release_id=release.pk, actor=lin, reason="数据有误")
    assert_audited("responses.release.withdrawn", release, by=lin)
    assert client.get(url).status_code == 404
    with pytest.raises(NotReleased):
        withdraw_release(release_id=release.pk, actor=lin, reason="再次")
    assert client.get(reverse("responses:public", args=["nothing"])).status_code == 404


def test_a_lesson_becomes_a_task_and_the_review_a_paper(response, cast, lin, tmp_path):
    office = Organisation.objects.get(code="emergency")
    given = {
        "response_id": response.pk,
        "lesson": "洗消点到位慢",
        "measure": "增设洗消点",
        "organisation_id": office.pk,
        "due_on": clock.today() + timedelta(days=30),
    }
    improvement = set_improvement(**given, actor=lin)
    assert_audited("responses.improvement.set", improvement, by=lin)
    for wrong in (
        {"measure": ""},
        {"organisation_id": 0},
        {"due_on": clock.today() - timedelta(1)},
    ):
        with pytest.raises(InvalidInput):
            set_improvement(**{**given, **wrong}, actor=lin)
    paper = make_review_report(response_id=response.pk, actor=lin)
    assert_audited("responses.review.made", response, by=lin)
    words = text_of(Document.objects.get(pk=paper.id), tmp_path)
    assert "增设洗消点" in words and "处置经过" in words and "启动响应" in words or "响应" in words
    finish_improvement(improvement_id=improvement.pk, actor=lin, reason="已建成")
    assert_state(improvement, "done")


def test_the_pages_of_reports_releases_and_review(response, client, sign_in):
    sign_in(client, "commander")
    office = Organisation.objects.get(code="emergency")

    def at(name: str, pk: int = response.pk) -> str:
        return reverse(f"responses:{name}", args=[pk])

    due = f"{clock.today() + timedelta(days=9):%Y-%m-%d}"
    forms = {
        "make_situation_report": {"next_steps": "洗消"},
        "release": {"headline": "情况通报", "shown": ["level"], "advice": ""},
        "set_improvement": {
            "lesson": "慢",
            "measure": "快",
            "organisation_id": office.pk,
            "due_on": due,
        },
    }
    for name, form in forms.items():
        assert client.get(at(name)).status_code == 200, name
        assert client.post(at(name), form).status_code == 303, name
    assert client.post(at("make_review")).status_code == 303
    for name in ("situation_reports", "releases", "review"):
        assert client.get(at(name)).status_code == 200, name
    report = response.reports.get()
    assert "洗消" in client.get(report.get_absolute_url()).content.decode()
    improvement = response.improvements.get()
    step = reverse("responses:improvement_step", args=[improvement.pk, "finish"])
    assert client.post(step, {"reason": "完成"}).status_code == 303
    withdrawal = at("withdraw_release", response.releases.get().pk)
    assert client.post(withdrawal, {"reason": "更新"}).status_code == 303


@pytest.mark.parametrize("name", RECIPES)
def test_the_installed_form_is_what_its_recipe_builds(name, tmp_path):
    build_all(tmp_path)

    def parts(path):
        with zipfile.ZipFile(path) as file:
            return {n: file.read(n) for n in file.namelist() if n != "docProps/core.xml"}

    assert parts(tmp_path / f"{name}.docx") == parts(FOLDER / f"{name}.docx"), (
        "run anlan manage build_response_forms"
    )
