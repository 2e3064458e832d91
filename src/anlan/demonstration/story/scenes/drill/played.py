"""Secret, then begun: news on the phones, the same desks and orders as in earnest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from anlan.base.accounts.public import open_demonstration_account
from anlan.command.dispatch.public import list_dispatches
from anlan.command.responses.public import get_active_response
from anlan.demonstration.story.play import Play
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.stage import Visitor
from anlan.demonstration.story.world import READER

#: In titles and papers; pages show it as a badge of its own.
MARK, WORD = "【演练】", "演练"
NOT_FOUND = 404
#: Who may direct no drill at all is told so, whether there is one or not.
REFUSED = (403, 404)
ANSWER = "通知所涉乡镇做好转移准备，值班人员全部到岗。"
EXTRA = "后山裂缝派专人盯守"
#: News the director brings forward while the play lasts.
BROUGHT_FORWARD = 3


@dataclass(frozen=True)
class Outside:
    """What would have left the platform: deliveries by channel, web hooks, public pages, calls."""

    deliveries: int
    hooks: int
    releases: int
    calls: int


def before(play: Play) -> None:
    """The director has it ready; whoever will play sees nothing of it anywhere."""
    director = play.person("bureau_officer")
    duty, commander = play.person("duty_officer"), play.person("commander")
    with play.step("the director has a double-blind drill ready"):
        play.notes["drill"] = pk = play.world.ask(_planned)
        play.notes["outside"] = play.world.ask(_outside)
        director.open(f"/drills/{pk}/")
        director.expect_text("双盲")
        play.notes["drill_name"] = name = director.text("h1").strip()
        director.open(f"/drills/{pk}/direct/")
        news = director.page.locator("#drill-script li.drill-step").count()
        expect(news >= BROUGHT_FORWARD, f"{news} pieces of news in the script")
        director.shot("drill-director")
    with play.step("nobody who will play sees it before: list, address, desk, search"):
        for player in (duty, commander):
            player.open("/drills/")
            expect(name not in player.text(), f"{player.username} sees {name} in the list")
            for path in (f"/drills/{pk}/", f"/drills/{pk}/play/"):
                status = player.status_of(path)
                expect(status == NOT_FOUND, f"{player.username} gets {status} at {path}")
            status = player.status_of(f"/drills/{pk}/direct/")
            expect(status in REFUSED, f"{player.username} gets {status} at the director's desk")
            player.open("/")
            expect(name not in player.text(), f"{player.username} sees {name} on the desk")
            player.open(f"/search/?q={name}")
            expect(
                not player.page.locator(f'a[href^="/drills/{pk}/"]').count(),
                f"{player.username} finds {name}",
            )


def _planned() -> int:
    from django.apps import apps

    row = (
        apps.get_model("drills.Drill")
        ._default_manager.filter(kind="double_blind", state="planned")
        .first()
    )
    assert row is not None, "no double-blind drill is planned in this county"
    return int(row.pk)


def _outside() -> Outside:
    from django.apps import apps

    def count(model: str) -> int:
        return int(apps.get_model(model)._default_manager.count())

    return Outside(
        count("notifications.Delivery"),
        count("exchange.WebhookDelivery"),
        count("responses.PublicRelease"),
        count("notifications.CallRecord"),
    )


def begin(play: Play) -> None:
    """It begins: marked everywhere, the first news on the phones."""
    director, pk = play.person("bureau_officer"), play.notes["drill"]
    phone = play.person("duty_officer", phone=True, name="duty-phone")
    with play.step("a player's desk stands open on the phone"):
        phone.open("/notifications/")
        phone.wait_live()
    with play.step("the director begins the drill"):
        director.open(f"/drills/{pk}/direct/")
        director.press("start")
        incident = play.world.wait(lambda: _incident(pk), "the drill opened no incident")
        play.incident_id = incident
    with play.step("the first news is on the player's phone"):
        phone.open(f"/drills/{pk}/play/")
        phone.page.locator(".drill-inject").first.wait_for()
        phone.wait_live()
        expect(not phone.is_too_wide, "the player's page must be pushed sideways")
        phone.shot("drill-phone")
    with play.step("everything says that it is a drill"):
        commander = play.person("commander")
        commander.open(f"/incidents/{play.incident_id}/")
        expect(WORD in commander.text("h1"), f"the incident is headed {commander.text('h1')}")
        commander.shot("drill-incident")


def _incident(pk: int) -> int | None:
    from django.apps import apps

    found = apps.get_model("drills.Drill")._default_manager.get(pk=pk).incident_id
    return int(found) if found is not None else None


def act(play: Play) -> None:
    """Players act through the same engine: answer, activate, send a team, work, several at once."""
    commander, director = play.person("commander"), play.person("bureau_officer")
    phone = play.person("duty_officer", phone=True, name="duty-phone")
    with play.step("a player answers; the director sees it live"):
        director.open(f"/drills/{play.notes['drill']}/direct/")
        director.wait_live()
        director.page.evaluate("window.anlanMark = 1")
        _answer(phone, ANSWER)
        director.wait_text(ANSWER[:8], "#drill-script")
        expect(director.page.evaluate("window.anlanMark") == 1, "the director's desk was reloaded")
    with play.step("the commander activates the plan, as in earnest"):
        commander.open(f"/responses/incident/{play.incident_id}/")
        commander.page.wait_for_selector("#recommendation")
        commander.submit()
        info = play.world.wait(
            lambda: get_active_response(play.incident_id), "no response is running"
        )
        play.response_id = info.id
        expect(info.tasks > 5, f"{info.tasks} tasks")
        commander.expect_text(WORD, selector="body")
    with play.step("news leads to a dispatch: the commander sends a team"):
        _next(director)
        commander.open(f"/dispatch/incident/{play.incident_id}/")
        row = commander.page.locator(
            "#proposals tbody tr[data-id]:has(form):not(:has(.verb__why))"
        ).first
        row.wait_for()
        row.locator("summary").click()
        with commander.page.expect_navigation():
            row.locator("form button[type=submit]").click()
        sent = play.world.wait(lambda: list_dispatches(play.incident_id), "no team was sent")
        play.dispatch_id = sent[0].id
    with play.step("the order is on the leader's phone, marked as a drill"):
        username = play.world.ask(lambda: _account_of_leader(play.dispatch_id))
        team = play.person(username, phone=True, name="team-phone")
        team.open(f"/dispatch/{play.dispatch_id}/phone/")
        team.expect_text(WORD, selector="body")
        team.wait_live()
        team.shot("drill-phone-order")
    with play.step("director, players and team act at the same time"):
        board = f"/responses/{play.response_id}/board/"
        commander.open(board)
        commander.wait_live()
        with play.harm():
            _insist(team, lambda: team.press("accept"), "[data-verb=depart]")
            _insist(
                director, lambda: _next(director), "#drill-script .drill-step--out:nth-child(3)"
            )
        _insist(team, lambda: team.press("depart"), "[data-verb=arrive]")
        phone.page.locator(".drill-inject").nth(1).wait_for()
        _answer(phone, "已逐级报告，险情点派员值守。")
    with play.step("the commander orders what the plan does not have"):
        commander.open(f"/responses/{play.response_id}/order/")
        commander.fill_in(title=EXTRA, instruction="每两小时复查一次裂缝，有变化立即报告。")
        commander.submit()
    with play.step("tasks are worked off on the board"):
        commander.open(board)
        for verb in ("accept", "start", "submit"):
            button = commander.page.locator(f'#board [data-verb^="{verb}-"]').first
            if button.count():
                with commander.page.expect_navigation(wait_until="domcontentloaded"):
                    button.click()
                commander.refuse_problems()
        commander.shot("drill-board")


def _next(director: Visitor) -> None:
    director.press("next")


def _insist(visitor: Visitor, act_: Any, done: str) -> None:
    """Do it; where nobody answered look again, and do it once more if it has not happened."""
    address = visitor.page.url
    for _attempt in range(3):
        try:
            act_()
        except Exception:  # a page without answer: the next look tells what has been taken
            visitor.page.wait_for_timeout(500)
        if visitor.page.url.startswith("chrome-error"):
            visitor.page.wait_for_timeout(2000)
        visitor.page.goto(address)
        if visitor.page.locator(done).count():
            visitor.wait_live()
            return
    expect(False, f"{visitor.username}: {done} is not there after three attempts")


def _answer(phone: Visitor, words: str) -> None:
    form = phone.page.locator(".drill-inject form").first
    form.locator("textarea").fill(words)
    with phone.page.expect_navigation():
        form.locator("button[type=submit]").click()
    phone.refuse_problems()
    phone.expect_text(words[:8])


def _account_of_leader(dispatch_id: int) -> str:
    """The account of the leader of the team that was sent; opened where he has none."""
    from django.apps import apps
    from django.contrib.auth import get_user_model

    dispatch = apps.get_model("dispatch.Dispatch")._default_manager.get(pk=dispatch_id)
    team = dispatch.team
    assert team.leader_id is not None
    known = get_user_model()._default_manager.filter(person_id=team.leader_id).first()
    if known is not None:
        return str(known.username)
    username = f"team_leader_{team.pk}"
    open_demonstration_account(
        username=username,
        role_code="team_leader",
        person_id=team.leader_id,
        scope_kind="organisation",
        scope_value=str(team.organisation_id),
        actor=READER,
    )
    return username


def nothing_left(play: Play) -> None:
    """No message, hook, public page or call has left; real boards do not count it."""
    with play.step("no outside channel got anything of the drill"):
        before_, now = play.notes["outside"], play.world.ask(_outside)
        told = play.world.ask(_deliveries_of_drill)
        play.score.figures["outside_deliveries"] = told
        expect(told == 0, f"{told} deliveries of the drill went to outside channels")
        expect(now.hooks == before_.hooks, "a web hook was told of the drill")
        expect(now.releases == before_.releases, "the public was told of the drill")
    with play.step("the real situation does not count it"):
        leader = play.person("county_leader")
        leader.open("/")
        shown = leader.text("#desk-situation")
        real = play.world.ask(_real_responses)
        number = re.search(r"(\d+)\s*\n?\s*应急响应|应急响应\D*(\d+)", shown)
        if number is not None:
            counted = int(number[1] or number[2])
            expect(counted == real, f"the desk counts {counted} responses, {real} are real")


def _deliveries_of_drill() -> int:
    """Deliveries over a channel whose notice tells of the drill."""
    from django.apps import apps

    rows = apps.get_model("notifications.Delivery")._default_manager
    return int(rows.filter(notification__title__contains=MARK).count())


def _real_responses() -> int:
    from django.apps import apps

    rows = apps.get_model("responses.Response")._default_manager
    return int(rows.filter(state="active", incident__is_drill=False).count())
