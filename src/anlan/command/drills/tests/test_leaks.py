"""Nothing of a drill leaves: every channel, every event, every number, every clock is walked."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from anlan.base.deadlines.models import Deadline
from anlan.base.deadlines.public import start_deadline
from anlan.base.documents.models import Document
from anlan.base.exchange.models import WebhookDelivery
from anlan.base.exchange.tests.factories import WebhookFactory
from anlan.base.notifications import channels
from anlan.base.notifications.channels import Envelope
from anlan.base.notifications.models import Delivery, Notification
from anlan.base.notifications.public import notify
from anlan.base.notifications.services import attempt_delivery, escalate_unanswered
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.public import assign_team
from anlan.command.drills.services import running
from anlan.command.incidents.models import Incident
from anlan.command.incidents.public import draft_report, list_open_incidents, open_incident
from anlan.command.incidents.services.incidents import merge_incident
from anlan.command.responses import public as responses
from anlan.command.responses.models import Improvement, Response
from anlan.command.responses.services.releases import release_to_public
from anlan.command.teams.tests.factories import TeamFactory
from anlan.kernel import clock, rehearsal
from anlan.kernel.actor import Actor, Scope, granted, system_actor
from anlan.kernel.desk import gather_figures
from anlan.kernel.events import all_events
from anlan.kernel.models import EventRecord
from anlan.kernel.policy import visible
from anlan.kernel.rehearsal import OnlyRehearsed, is_rehearsal, record_is_rehearsal

pytestmark = pytest.mark.django_db

#: Events of the command floor that are about no incident, response, dispatch or drill.
ABOUT_NONE = frozenset(
    {
        "drills.duty.changed",
        "drills.scenario.changed",
        "plans.plan.edited",
        "teams.team.readiness_changed",
    }
)


class Leak:
    """A way out that records what went through it; it says nothing about drills."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.label = code
        self.sent: list[Envelope] = []

    def is_configured(self) -> bool:
        """Always."""
        return True

    def can_reach(self, envelope: Envelope) -> bool:
        """Everybody."""
        return True

    def send(self, envelope: Envelope) -> None:
        """Record."""
        self.sent.append(envelope)


@pytest.fixture
def ways(monkeypatch):
    """Every channel the platform knows, replaced by one that records, and one nobody knows yet."""
    known = dict.fromkeys([*channels._channels, "new_kind"])
    leaks = {code: Leak(code) for code in known}
    monkeypatch.setattr(channels, "_channels", leaks)
    return leaks


@pytest.fixture
def played(stage, moving, ways):
    """A drill in which everything was done that the engine can do, with a hook for every event."""
    WebhookFactory(events=["*"])
    scene = stage("full_scale")
    running.start_drill(drill_id=scene.drill.pk, actor=scene.director)
    drill = scene.again()
    moving.advance(minutes=5)
    inject = drill.injects.get(minute=0)
    running.answer_inject(inject_id=inject.pk, text="已报", actor=scene.duty)
    responses.activate_response(
        incident_id=drill.incident_id, actor=scene.duty, matter="氯气泄漏处置"
    )
    leader = scene.people["passer"]
    team = TeamFactory(leader=leader)
    assign_team(
        incident_id=drill.incident_id, team_id=team.pk, order_text="赶赴现场", actor=scene.duty
    )
    active = responses.get_active_response(drill.incident_id)
    group = responses.list_groups(active.id)[0]
    order = responses.issue_order(
        response_id=active.id,
        group_id=group.id,
        title="扩大警戒",
        instruction="向北扩大300米",
        due_minutes=10,
        actor=scene.duty,
    )
    responses.accept_task(task_id=order.pk, actor=scene.duty)
    moving.advance(minutes=20)
    running.deliver_due_injects()
    draft_report(incident_id=drill.incident_id, kind="initial", actor=scene.duty)
    escalate_unanswered(actor=system_actor("notifications"))
    return scene, team


def test_nothing_of_a_drill_goes_out_by_any_channel_or_hook(played, ways, run_jobs):
    scene, _team = played
    run_jobs()

    assert Delivery.objects.count() == 0
    assert not any(way.sent for way in ways.values())
    assert WebhookDelivery.objects.count() == 0
    assert Deadline.objects.filter(subject_type__startswith="incidents.").count() == 0
    takes_part = {scene.people[who].pk for who in ("director", "duty", "evaluator", "medic")}
    notices = list(Notification.objects.all())
    assert notices
    for notice in notices:
        assert notice.is_drill, notice.title
        assert notice.title.startswith("【演练】")
        assert not notice.body or notice.body.startswith("【演练】")
        assert notice.person_id in takes_part, "the team's leader plays no part and hears nothing"

    # Every event of it is known as one, so that whoever listens later is refused as well.
    told = [r for r in EventRecord.objects.all() if r.name.partition(".")[0] in COMMAND]
    assert len({record.name for record in told}) >= 10
    unknown = {r.name for r in told if r.name not in ABOUT_NONE and not record_is_rehearsal(r)}
    assert unknown == set()


COMMAND = ("incidents", "responses", "dispatch", "drills", "notifications", "documents")


def test_every_event_that_may_be_about_an_incident_names_a_row_that_leads_to_it():
    """A new event without such a row would pass the hooks unseen: it has to be thought about."""
    blind = []
    for name, event in all_events().items():
        if name.partition(".")[0] not in ("incidents", "responses", "dispatch"):
            continue
        fields = dict.fromkeys(event.__dataclass_fields__, 1)
        if not list(rehearsal.named_rows(EventRecord(name=name, payload=fields))):
            blind.append(name)
    assert blind == []


def test_a_new_kind_of_channel_is_refused_by_default(played, ways):
    scene, _team = played
    notice = Notification.objects.filter(is_drill=True).first()
    for code in ways:
        delivery = Delivery.objects.create(notification=notice, channel=code)
        attempt_delivery(delivery_id=delivery.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.is_permanent) == ("failed", True)
        assert not ways[code].sent
    ways["new_kind"].serves_drills = True
    person = scene.people["duty"].pk
    notify(
        kind="test",
        person_ids=[person],
        title="试呼",
        subject=scene.drill,
        must_confirm=True,
        actor=system_actor("test"),
    )
    assert Delivery.objects.filter(notification__title="【演练】试呼").count() == 1

    # Words that carry the mark, with no subject to tell who takes part, reach nobody.
    before = Notification.objects.count()
    notify(
        kind="test",
        person_ids=[scene.people["passer"].pk],
        title="请转发：【演练】泄漏",
        actor=system_actor("test"),
    )
    assert Notification.objects.count() == before


def test_the_mark_stays_on_and_keeps_clocks_releases_figures_and_machines_away(played):
    scene, _team = played
    incident = Incident.objects.get(is_drill=True)
    for values in ({"title": "真实泄漏"}, {"is_drill": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Incident.objects.filter(pk=incident.pk).update(**values)
    assert "演练" in incident.number
    response = Response.objects.get()
    assert response.matter == "【演练】氯气泄漏处置"
    assert all(is_rehearsal(row) for row in (response, Dispatch.objects.get()))
    assert not is_rehearsal(Improvement(response=response))

    # No clock, no release, no figure, no other system, no merge with what is real.
    with pytest.raises(OnlyRehearsed):
        start_deadline(
            rule_code="incidents.report_to_city", subject=incident, actor=system_actor("test")
        )
    with pytest.raises(OnlyRehearsed):
        release_to_public(
            response_id=Response.objects.get().pk,
            headline="通报",
            shown=["kind"],
            advice="",
            actor=system_actor("test"),
        )
    assert list_open_incidents(scene.duty) == []
    figures = {figure["url"]: figure["value"] for figure in gather_figures(scene.duty)}
    assert figures[reverse("incidents:list")] == 0
    assert figures[reverse("responses:list")] == 0
    machine = Actor(
        kind="api",
        id="api:1",
        display_name="省级平台",
        grants=(granted(["incidents.view_incident", "responses.view_response"], Scope("all")),),
    )
    for model in (Incident, Response):
        assert visible(model, scene.duty).exists()
        assert not visible(model, machine).exists()
    real = _real(scene.passer)
    from anlan.command.incidents.errors import NotMergeable

    with pytest.raises(NotMergeable):
        merge_incident(incident_id=real.pk, parent_id=incident.pk, actor=scene.passer)
    assert not Document.objects.exclude(title__startswith="【演练】").exists()


def _real(actor):
    return open_incident(
        title="真实火灾",
        kind="fire",
        source="119",
        occurred_at=clock.now(),
        region_code="330825000000",
        actor=actor,
    )


def test_a_real_incident_takes_a_team_out_of_a_drill_and_is_told_by_every_channel(
    played, ways, run_jobs
):
    scene, team = played
    assert team.__class__.objects.get(pk=team.pk).readiness == "ready", "a drill binds nobody"
    real = _real(scene.passer)
    run_jobs()
    sent = sum(len(way.sent) for way in ways.values())
    assert sent > 0, "that it is real goes everywhere"
    assert all("【演练】" not in e.title + e.body for way in ways.values() for e in way.sent)

    running.resume_drill(drill_id=scene.drill.pk, actor=scene.director)
    team2 = TeamFactory(leader=scene.people["passer"])
    again = assign_team(
        incident_id=scene.drill.incident_id or Incident.objects.get(is_drill=True).pk,
        team_id=team2.pk,
        order_text="赶赴现场",
        actor=scene.duty,
    )
    assign_team(incident_id=real.pk, team_id=team2.pk, order_text="灭火", actor=scene.duty)
    again.refresh_from_db()
    assert again.ended_at is not None
    assert team2.__class__.objects.get(pk=team2.pk).readiness == "engaged"
