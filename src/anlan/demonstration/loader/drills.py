"""Drills: one played through the platform itself, two that come, duties of which some are late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from anlan.base.organisations.models import Organisation
from anlan.base.organisations.public import first_people
from anlan.command.dispatch.public import assign_team, list_dispatches, propose_teams, take_step
from anlan.command.drills.models import CadenceDuty, Drill, DrillParticipant, InjectAnswer, Scenario
from anlan.command.drills.services import cadence, judging, planning, running
from anlan.command.incidents.public import update_facts
from anlan.command.plans.models import Plan
from anlan.command.responses import public as responses
from anlan.command.responses.models import ResponseTask
from anlan.command.responses.services.roll_calls import order_roll_call
from anlan.demonstration.generator.organisations import BUREAU
from anlan.demonstration.loader.book import Book
from anlan.demonstration.loader.duty import actor_of
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import update_rows
from anlan.supervision.enterprises.models import Enterprise

#: The drill that was held: so many days ago, at this hour, played for so many minutes.
HELD_DAYS_AGO, HELD_HOUR, PLAYED_MINUTES = 26, 9, 82
#: Units that play beside the duty desk.
PLAYING = ("公安局", "卫生健康局", "生态环境", "消防")
#: How many months ago the units held their last drill, in turn; some have let it lapse.
LAST_HELD = (1, 3, 5, 2, 4, 1, 2, 5, 3, 4, 1, 2, 3, 4, 5, 1, 2, 4, 3, 5, 1, 2, 3, 8)


def write_drills(book: Book) -> None:
    """Write the duties, then what has been practised and what is planned."""
    director, duty = actor_of("bureau_officer"), actor_of("duty_officer")
    commander = actor_of("commander")
    if director is None or duty is None or commander is None:
        return
    _duties(book)
    held = _plan(
        book, director, "chlorine_leak", "2026年度危险化学品事故综合演练", "full_scale", -26
    )
    _name(book, held, director, duty, commander)
    _play(book, held, duty, commander)
    _judge(held, director)
    blind = _plan(book, director, "rainstorm_landslide", "防汛夜间双盲演练", "double_blind", 3)
    _name(book, blind, director, duty, commander)
    table = _plan(book, director, "tanker_spill", "道路运输危险货物事故桌面推演", "table_top", 9)
    _name(book, table, director, duty, commander)
    book.counts["drills.Drill"] += Drill.objects.count()


def _duties(book: Book) -> None:
    cadence.refresh_duties(actor=book.actor)
    rows = list(CadenceDuty.objects.select_related("rule").order_by("pk"))
    for number, duty in enumerate(rows):
        months = LAST_HELD[number % len(LAST_HELD)]
        if duty.rule.months > 12:
            months *= 3
        duty.last_on = cadence.add_months(book.today, -months)
        duty.last_note = "年度应急演练（演示）"
        duty.due_on = cadence.add_months(duty.last_on, duty.rule.months)
    update_rows(rows, ["last_on", "last_note", "due_on"])
    book.counts["drills.CadenceDuty"] += len(rows)
    cadence.refresh_duties(actor=book.actor)


def _plan(book: Book, director: Actor, scenario: str, name: str, kind: str, days: int) -> Drill:
    at = (book.now + timedelta(days=days)).replace(
        hour=HELD_HOUR if days < 0 else 15, minute=0, second=0, microsecond=0
    )
    asked = min(book.now, at) - timedelta(days=12)
    enterprise = Enterprise.objects.filter(uscc=book.county.flagship).first()
    place = enterprise if scenario == "chlorine_leak" else None
    position = place.location if place is not None else None
    with clock.freeze(asked):
        return planning.plan_drill(
            name=name,
            kind=kind,
            scenario_id=Scenario.objects.get(code=scenario).pk,
            region_code=book.county.code.ljust(12, "0"),
            organisation_id=book.organisations[BUREAU],
            planned_at=at,
            enterprise_id=place.pk if place is not None else None,
            place="演示化工集中区" if place is not None else "县应急指挥中心",
            longitude=position.x if position is not None else None,
            latitude=position.y if position is not None else None,
            aims="检验预案任务和时限，磨合信息报送、疏散和救援人员清点。",
            plan_id=_plan_of(scenario),
            actor=director,
        )


def _plan_of(scenario: str) -> int | None:
    """The plan in force for the kind of incident of a scenario."""
    kind = Scenario.objects.get(code=scenario).incident_kind
    found = Plan.objects.filter(state="published", kind="special", incident_kinds__contains=[kind])
    return found.values_list("pk", flat=True).first()


def _name(book: Book, drill: Drill, director: Actor, duty: Actor, commander: Actor) -> None:
    asked = min(book.now, drill.planned_at) - timedelta(days=10)
    with clock.freeze(asked):
        for actor, plays in ((duty, "值班员"), (commander, "指挥长")):
            if actor.person_id is not None:
                planning.name_participants(
                    drill_id=drill.pk,
                    person_ids=[actor.person_id],
                    part="player",
                    plays=plays,
                    actor=director,
                )
        units = [
            key for name in PLAYING for key, row in _organisations(book).items() if name in row
        ][:6]
        people = first_people(units)
        planning.name_participants(
            drill_id=drill.pk,
            person_ids=[person.id for person in people.values()],
            part="player",
            actor=director,
        )
        leader = actor_of("county_leader")
        if leader is not None and leader.person_id is not None:
            planning.name_participants(
                drill_id=drill.pk,
                person_ids=[leader.person_id],
                part="evaluator",
                actor=director,
            )


def _organisations(book: Book) -> dict[int, str]:
    rows = Organisation.objects.filter(pk__in=book.organisations.values())
    return dict(rows.order_by("pk").values_list("pk", "name"))


def _play(book: Book, drill: Drill, duty: Actor, commander: Actor) -> None:
    """Play the drill minute by minute as its people did: most in time, some late, some not."""
    acts: dict[int, Callable[[], None]] = {
        3: lambda: _answer(drill, 0, "已报带班领导，通知消防、公安、生态环境赶赴现场。", duty),
        9: lambda: _activate(drill, commander),
        11: lambda: _send(drill, commander),
        14: lambda: _tasks(drill, 0, accept=True),
        20: lambda: _answer(drill, 15, "向西南侧风方向疏散，公安派两人引导。", duty),
        28: lambda: _tasks(drill, 0, accept=False),
        30: lambda: _facts(drill, duty),
        26: lambda: _steps(drill, "depart", "arrive"),
        33: lambda: _answer(drill, 25, "急救车组已派出，县人民医院收治。", duty),
        47: lambda: _order(drill, commander),
        58: lambda: _call_roll(drill, commander),
        52: lambda: _tasks(drill, 1, accept=False),
    }
    with clock.freeze(drill.planned_at) as moving:
        running.start_drill(drill_id=drill.pk, actor=running.platform())
        for minute in range(1, PLAYED_MINUTES + 1):
            moving.at = drill.planned_at + timedelta(minutes=minute)
            running.deliver_due_injects()
            if minute in acts:
                drill.refresh_from_db()
                acts[minute]()
        running.finish_drill(drill_id=drill.pk, actor=running.platform())
    drill.refresh_from_db()


def _answer(drill: Drill, minute: int, text: str, actor: Actor) -> None:
    inject = drill.injects.get(minute=minute)
    row = DrillParticipant.objects.filter(drill=drill, person_id=actor.person_id or 0).first()
    if row is not None:
        InjectAnswer.objects.create(inject=inject, participant=row, text=text, at=clock.now())


def _activate(drill: Drill, commander: Actor) -> None:
    responses.activate_response(incident_id=drill.incident_id or 0, actor=commander)


def _send(drill: Drill, commander: Actor) -> None:
    proposals = propose_teams(drill.incident_id or 0, commander)
    for proposal in [p for p in proposals if p.is_available][:2]:
        assign_team(
            incident_id=drill.incident_id or 0,
            team_id=proposal.team.id,
            order_text="按演练方案携带侦检、堵漏装备赶赴集结点。",
            actor=commander,
        )
    _steps(drill, "accept")


def _steps(drill: Drill, *steps: str) -> None:
    for row in list_dispatches(drill.incident_id or 0):
        for step in steps:
            take_step(dispatch_id=row.id, step=step, actor=running.platform())


def _tasks(drill: Drill, half: int, *, accept: bool) -> None:
    """Half of the tasks are accepted and done in time, of the other half every third stays open."""
    rows = ResponseTask.objects.filter(response__incident_id=drill.incident_id or 0, kind="plan")
    for number, task in enumerate(rows.order_by("due_at", "pk")):
        if accept:
            responses.accept_task(task_id=task.pk, actor=running.platform())
        elif number % 2 == half and number % 7 != 3 and not task.needs_photo:
            responses.submit_task(task_id=task.pk, text="已完成。", actor=running.platform())


def _facts(drill: Drill, duty: Actor) -> None:
    update_facts(incident_id=drill.incident_id or 0, facts={"minor_injuries": 4}, actor=duty)


def _order(drill: Drill, commander: Actor) -> None:
    active = responses.get_active_response(drill.incident_id or 0)
    if active is None:
        return
    groups = responses.list_groups(active.id)
    responses.issue_order(
        response_id=active.id,
        group_id=groups[0].id,
        title="钢瓶转移至碱液池",
        instruction="水幕掩护下转移泄漏钢瓶至碱液池，安全员全程监护。",
        due_minutes=20,
        actor=commander,
    )


def _call_roll(drill: Drill, commander: Actor) -> None:
    active = responses.get_active_response(drill.incident_id or 0)
    if active is not None and list_dispatches(drill.incident_id or 0):
        order_roll_call(
            response_id=active.id, reason="风向改变后清点", due_minutes=10, actor=commander
        )


def _judge(drill: Drill, director: Actor) -> None:
    """Judge it on the day after, with two things seen and one lesson to be put right."""
    after: datetime = drill.planned_at + timedelta(days=1)
    with clock.freeze(after):
        judged = drill.actions.filter(measure="observed").order_by("pk")
        for action, verdict in zip(judged, ("done", "partly", "missed"), strict=False):
            judging.observe(drill_id=drill.pk, action_id=action.pk, verdict=verdict, actor=director)
        for kind, unit, text in (
            ("strength", "县应急管理局值班室", "接报后三分钟内完成要素记录和报告，口径清楚。"),
            ("problem", "疏散安置组", "学校疏散路线未事先约定，答复用时五分钟。"),
            ("problem", "抢险救援组", "风向改变后八分钟才清点现场救援人员。"),
        ):
            judging.observe(drill_id=drill.pk, kind=kind, unit=unit, text=text, actor=director)
        judging.score_drill(drill_id=drill.pk, actor=director)
        judging.propose_revisions(drill_id=drill.pk, actor=director)
        judging.set_drill_improvement(
            drill_id=drill.pk,
            lesson="风向改变后八分钟才清点现场救援人员",
            measure="把“风向、浓度突变即清点人员”写入现场指挥卡并组织一次训练",
            organisation_id=drill.organisation_id,
            due_on=clock.today() + timedelta(days=45),
            actor=director,
        )
        judging.conclude(
            drill_id=drill.pk,
            conclusion="演练达到检验预案和磨合机制的目的；信息报送和医疗衔接较好，人员清点、"
            "疏散路线约定需要改进。",
            actor=director,
        )
        judging.make_report(drill_id=drill.pk, actor=director)
