"""Command: the response, its groups and tasks, the team on its way; everybody watches live."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from anlan.command.dispatch.public import list_dispatches
from anlan.command.responses.public import ResponseInfo, get_active_response
from anlan.demonstration.story.play import Play
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.stage import Visitor, layers_asked

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Of a team's report.
SCENE_WORDS = "已关闭瓶阀并套上堵漏罩，碱液喷淋持续，下风向 200 米处检测浓度下降。"
TASK_WORDS = "已按要求完成，现场照片附后。"
#: So many tasks are carried out to the end; what is no longer needed then is cancelled.
CARRIED_OUT = 10


def activate(play: Play) -> None:
    """The recommended level with its reasons; groups, tasks and notices start in seconds."""
    commander, leader = play.person("commander"), play.person("county_leader")
    with play.step("the county leader opens the incident and watches"):
        leader.open(f"/incidents/{play.incident_id}/")
        leader.wait_live()
        leader.page.evaluate("window.anlanMark = 1")
    with play.step("the recommended level with its reasons"):
        commander.open("/")
        commander.expect_text("未结", selector="#desk-situation")
        commander.open(f"/incidents/{play.incident_id}/")
        commander.page.locator(f'a[href="/responses/incident/{play.incident_id}/"]').first.click()
        commander.page.wait_for_selector("#recommendation")
        words = commander.text("#recommendation")
        expect("级" in words and len(words) > 30, f"no reasons are given: {words}")
        play.notes["recommendation"] = words
        commander.shot("recommendation")
    with play.step("the commander activates the response"):
        commander.submit()
        commander.page.wait_for_selector("#board")
        info = play.world.wait(
            lambda: get_active_response(play.incident_id), "no response is running"
        )
        play.response_id = info.id
        play.score.figures |= {
            "activation_ms": info.activation_ms,
            "groups": info.groups,
            "tasks": info.tasks,
        }
        expect(info.groups > 2 and info.tasks > 5, f"{info.groups} groups, {info.tasks} tasks")
        cards = commander.page.locator("#board .card-item").count()
        expect(cards == info.tasks, f"{cards} cards for {info.tasks} tasks")
        commander.shot("task-board")
    with play.step("the leader's page follows without a reload"):
        leader.wait_text(info.plan_name, "#panel-response")
        expect(leader.page.evaluate("window.anlanMark") == 1, "the incident page was reloaded")
    with play.step("notices reach the leads of the groups"):
        play.world.wait(lambda: _notices_of(info), "nobody was told of the response")


def _notices_of(info: ResponseInfo) -> int:
    from django.apps import apps

    return int(
        apps.get_model("notifications.Notification")
        ._default_manager.filter(created_at__gte=info.activated_at)
        .count()
    )


def watch(play: Play) -> None:
    """The leader opens board, map and incident side by side; nothing of it is reloaded again."""
    leader = play.person("county_leader")
    with play.step("the leader watches board, map and timeline"):
        windows: dict[str, Page] = {"timeline": leader.page}
        for name, path in (("board", f"/responses/{play.response_id}/board/"), ("map", "/map/")):
            page = leader.new_page()
            page.goto(f"{play.stage.address}{path}")
            page.wait_for_selector(".live-indicator--connected")
            windows[name] = page
        windows["map"].wait_for_selector("canvas.maplibregl-canvas")
        for page in windows.values():
            page.evaluate("window.anlanMark = 1")
        asked: list[str] = []
        windows["map"].on("request", lambda request: asked.append(request.url))
        play.notes |= {"windows": windows, "map_asked": asked}


def _unchanged(play: Play) -> None:
    for name, page in play.notes["windows"].items():
        expect(page.evaluate("window.anlanMark") == 1, f"the leader's {name} was reloaded")


def send_team(play: Play) -> None:
    """Proposals with distance and time; the commander sends the nearest capable team."""
    commander = play.person("commander")
    phone = play.person("team_leader", phone=True)
    with play.step("teams are proposed with distance and time"):
        commander.open(f"/dispatch/incident/{play.incident_id}/")
        rows = commander.page.locator("#proposals tbody tr[data-id]")
        expect(rows.count() >= 2, f"{rows.count()} proposals")
        first = rows.first.inner_text()
        expect(re.search(r"\d\s*k?m\b", first) and "分" in first, f"no distance or time: {first}")
        commander.shot("proposals")
    with play.step("the commander sends the team"):
        name = _own_name(play)
        row = commander.page.locator("#proposals tbody tr[data-id]", has_text=name)
        expect(row.count() == 1, f"the team of {name} is not proposed")
        why = row.locator(".verb__why")
        expect(
            not why.count(),
            f"the team cannot be sent: {why.first.inner_text() if why.count() else ''}",
        )
        row.locator("summary").click()
        with commander.page.expect_navigation():
            row.locator("form button[type=submit]").click()
        sent = play.world.wait(
            lambda: [d for d in list_dispatches(play.incident_id) if d.state == "assigned"],
            "no team was sent",
        )
        play.dispatch_id = sent[0].id
    with play.step("the order reaches the phone"):
        phone.open(f"/dispatch/{play.dispatch_id}/phone/")
        phone.expect_text("演示")
        expect(phone.verb("accept").is_visible(), "there is nothing to accept on the phone")
        wide = phone.page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
        expect(not wide, "the phone page must be pushed sideways")
        phone.shot("phone-order")
    with play.step("the board, map and timeline of the watcher followed"):
        timeline: Page = play.notes["windows"]["timeline"]
        timeline.locator("#object-timeline", has_text=sent[0].team_name).wait_for()
        phone.wait_until(
            lambda: any("dispatches" in layers_asked(url) for url in play.notes["map_asked"]),
            "the watcher's map did not follow the team",
        )
        _unchanged(play)


def _own_name(play: Play) -> str:
    from django.contrib.auth import get_user_model

    def name() -> str:
        person = get_user_model()._default_manager.get(username="team_leader").person
        assert person is not None
        return str(person.name)

    return play.world.ask(name)


def team_on_the_way(play: Play) -> None:
    """Accept, set off, arrive, begin, report with a photo."""
    phone = play.person("team_leader", phone=True)
    longitude, latitude = play.notes["place"]
    for verb, name in (
        ("accept", "the leader accepts"),
        ("depart", "the team sets off"),
        ("arrive", "the team arrives"),
        ("begin_work", "the team begins"),
    ):
        with play.step(name):
            if verb == "arrive":  # the phone is where the team is
                phone.context.set_geolocation(
                    {"longitude": longitude, "latitude": latitude, "accuracy": 12}
                )
            before = len(play.notes["map_asked"])
            phone.press(verb)
            phone.wait_until(
                lambda before=before: len(play.notes["map_asked"]) > before,  # type: ignore[misc]
                f"the watcher's map did not follow: {verb}",
            )
            if verb == "arrive":
                phone.shot("phone-arrived")
    with play.step("the team closes the valve; the readings fall"):
        play.world.order(scenario="normal")
    with play.step("a report with a photo, taken in the page"):
        take_photo(phone, "#scene-report")
        phone.shot("phone-photo", top=False)
        phone.page.fill("#scene-report textarea", SCENE_WORDS)
        phone.press("report")
        phone.wait_text(SCENE_WORDS[:10], "main")
        expect(phone.page.locator(".timeline-list__image").count(), "the photo is not shown")
    with play.step("photo and report stand in the watcher's timeline"):
        timeline: Page = play.notes["windows"]["timeline"]
        timeline.locator("#object-timeline", has_text=SCENE_WORDS[:10]).wait_for()
        _unchanged(play)


def complete(play: Play) -> None:
    """The team has done its part."""
    phone = play.person("team_leader", phone=True)
    with play.step("the team completes its task"):
        phone.open(f"/dispatch/{play.dispatch_id}/phone/")
        phone.press("complete")


def take_photo(visitor: Visitor, place: str) -> None:
    """Take a photo with the page's camera and hand it over."""
    page = visitor.page
    box = page.locator(f"{place} .capture").first
    box.locator("[data-capture-target=start]").click()
    page.wait_for_function(
        "place => document.querySelector(place + ' video')?.videoWidth > 0", arg=place
    )
    box.locator("[data-capture-target=shoot]").click()
    send = box.locator("[data-capture-target=send]")
    send.click()
    page.wait_for_function(
        "place => document.querySelector(place + ' [data-capture-target=attachment]').value",
        arg=place,
    )


def work_off_tasks(play: Play) -> None:
    """The duty officer reports the tasks done on the board, the commander verifies them."""
    officer, commander = play.person("duty_officer"), play.person("commander")
    board = f"/responses/{play.response_id}/board/"
    with play.step("tasks are accepted, begun and reported done on the board"):
        officer.open(board)
        for name in ("accept", "start"):
            _press_cards(officer, name, CARRIED_OUT)
        officer.shot("task-board-working")
        _press_cards(officer, "submit", CARRIED_OUT)
    with play.step("tasks that need a photo get one"):
        links = officer.page.locator("[data-lane=in_progress] .card-item__main a")
        addresses = [link.get_attribute("href") for link in links.all()]
        for number, address in enumerate(addresses):
            officer.open(str(address))
            take_photo(officer, "#report")
            officer.page.fill("#report textarea", TASK_WORDS)
            if number == 0:
                officer.shot("task")
            with officer.page.expect_navigation():
                officer.page.click("#report button[name=done]")
            officer.refuse_problems()
        play.notes["photo_tasks"] = len(addresses)
    with play.step("another person verifies them"):
        commander.open(board)
        _press_cards(commander, "verify", CARRIED_OUT)
        commander.shot("task-board-verified")
    with play.step("what is no longer needed is cancelled, with the reason"):
        commander.open(f"/responses/{play.response_id}/")
        commander.press("cancel_open", reason="泄漏已堵住，该项任务不再需要。")
    with play.step("the watcher's board followed without a reload"):
        page: Page = play.notes["windows"]["board"]
        page.wait_for_function(
            "n => document.querySelectorAll('[data-lane=verified] .card-item').length === n"
            " && document.querySelectorAll('.board .card-item').length === n",
            arg=CARRIED_OUT,
        )
        _unchanged(play)
        play.score.figures["tasks_verified"] = CARRIED_OUT


def _press_cards(visitor: Visitor, name: str, most: int) -> None:
    """Press this button on so many cards, or all that have it."""
    for _n in range(most):
        button = visitor.page.locator(f'#board [data-verb^="{name}-"]').first
        if not button.count():
            return
        with visitor.page.expect_navigation(wait_until="domcontentloaded"):
            button.click()
        visitor.refuse_problems()
