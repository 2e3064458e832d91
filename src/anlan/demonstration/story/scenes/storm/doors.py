"""Moving two thousand people: ordered, shelters opened, checked off at four doors at a time."""

from __future__ import annotations

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.storm import world
from anlan.demonstration.story.score import StoryError, expect
from anlan.demonstration.story.stage import Visitor

#: Households each officer taps in the browser; the others go over the same address.
TAPPED = 10
WITHIN_MINUTES = 90
FOLLOW_UP = {
    "refused": "村干部陪同民警30分钟后再次上门劝离",
    "unreachable": "户主外出务工，已请邻居转告并派人值守",
}
#: Every so many households: with relatives, refuses, cannot be reached.
RELATIVES, REFUSED, UNREACHABLE = 4, 25, 40
#: A request that a killed process did not answer is made again, as a person would. [s]
PATIENCE_S = 60.0


def order(play: Play) -> None:
    """The commander moves four townships with one order; their officers are told."""
    commander, townships = play.person("commander"), play.notes["townships"]
    with play.step("the wall and the leader watch the situation board"):
        leader = play.person("county_leader")
        leader.open(f"/responses/{play.response_id}/situation/")
        leader.wait_live()
        leader.page.evaluate("window.anlanMark = 1")
        wall = play.person("county_leader", name="wall")
        wall.open(f"/responses/{play.response_id}/wall/")
        wall.page.wait_for_selector("#situation-head")
        wall.page.evaluate("window.anlanMark = 1")
    with play.step("four townships are ordered to move 2,000 people"):
        commander.open(f"/incidents/{play.incident_id}/")
        commander.press("evacuate")
        for township in townships:
            commander.page.locator(f'input[name=regions][value="{township.code}"]').check()
        commander.expect_text("125户500人")
        commander.fill_in(within_minutes=str(WITHIN_MINUTES))
        commander.shot("storm-order")
        commander.submit()
        ids = play.world.ask(lambda: _evacuations(play.incident_id))
        expect(len(ids) == len(townships), f"{len(ids)} evacuations")
        play.notes["evacuations"] = ids
    with play.step("board and wall show it without a reload"):
        for watcher in (leader, wall):
            watcher.wait_text("0 / 2,000", "#situation-evacuation")
            expect(watcher.page.evaluate("window.anlanMark") == 1, "the board was reloaded")


def _evacuations(incident_id: int) -> dict[str, int]:
    from django.apps import apps

    rows = apps.get_model("shelters.Evacuation")._default_manager.filter(incident_id=incident_id)
    return {str(row.region_id): int(row.pk) for row in rows}


def officers(play: Play) -> list[tuple[world.Township, Visitor]]:
    """The four officers, each with his phone."""
    return [
        (township, play.person(township.username, phone=True, name=f"phone-{township.prefix}"))
        for township in play.notes["townships"]
    ]


def open_shelters(play: Play) -> None:
    """Each township opens its shelters; the list of doors is on the phone."""
    play.notes["inside_before"] = play.world.ask(lambda: _in_shelters(play))
    with play.step("four officers open their shelters on the phone"):
        for township, phone in officers(play):
            for shelter in township.shelters:
                phone.open(shelter.url)
                if phone.verb("open").count():
                    phone.press("open")
                phone.expect_text("已开放")
                expect(not phone.is_too_wide, "the shelter must be pushed sideways")
    with play.step("the order and the list of doors are on four phones"):
        for township, phone in officers(play):
            phone.open("/notifications/")
            phone.expect_text("请转移")
            phone.open(f"/shelters/evacuations/{play.notes['evacuations'][township.code]}/phone/")
            doors = phone.page.locator(".door").count()
            expect(doors == world.HOUSEHOLDS, f"{doors} doors on the phone")
            expect(not phone.is_too_wide, "the list must be pushed sideways")
            phone.wait_live()
        phone.shot("storm-phone-doors")


def outcome_of(number: int) -> str:
    """What the officer finds at a door; the same every time."""
    if number % UNREACHABLE == UNREACHABLE - 1:
        return "unreachable"
    if number % REFUSED == REFUSED - 1:
        return "refused"
    return "relatives" if number % RELATIVES == RELATIVES - 1 else "sheltered"


def knock(play: Play) -> None:
    """Four phones at the same time, a tap a household; the board counts along."""
    people = officers(play)
    leader = play.person("county_leader")
    with play.step("four officers check households off at the same time"):
        began = time.monotonic()
        for round_ in range(TAPPED):
            if round_ == TAPPED // 2:
                with play.harm():
                    _tap_all(people, round_)
            else:
                _tap_all(people, round_)
        taps = TAPPED * len(people)
        play.score.figures["taps"] = taps
        play.score.figures["tap_ms"] = round((time.monotonic() - began) * 1000 / TAPPED)
        people[0][1].shot("storm-phone-checked", top=False)
    with play.step("somebody refuses: only with what is done about it"):
        phone = people[0][1]
        door = phone.page.locator(".door:has(button[value=refused])").last
        identity = door.get_attribute("id")
        door.locator("details summary").click()
        door.locator("button[value=refused]").click()
        phone.page.wait_for_selector(f"#{identity} [role=alert]")
        door = phone.page.locator(f"#{identity}")
        door.locator("details summary").click()
        door.locator("[name=follow_up]").fill(FOLLOW_UP["refused"])
        phone.shot("storm-phone-refused", top=False)
        door.locator("button[value=refused]").click()
        phone.page.wait_for_selector(f"#{identity} .door__head:has-text('拒绝转移')")
    with play.step("the board has counted every tap, without a reload"):
        counted = play.world.ask(lambda: accounted(play))
        expect(counted > 0, "nobody is accounted for")
        leader.wait_text(f"{counted:,} / 2,000", "#situation-evacuation")
        expect(leader.page.evaluate("window.anlanMark") == 1, "the board was reloaded")
        leader.shot("storm-board")


def _tap_all(people: list[tuple[world.Township, Visitor]], round_: int) -> None:
    """Everybody taps at once; then each looks whether the card has changed, else taps again."""
    cards = {}
    for _township, phone in people:
        door = phone.page.locator(".door:has(form button[value=sheltered].btn-primary)").nth(round_)
        identity = str(door.get_attribute("id"))
        cards[phone.username] = identity
        wanted = "relatives" if round_ % RELATIVES == RELATIVES - 1 else "sheltered"
        phone.page.evaluate(
            "([id, value]) => document.querySelector(`#${id} button[value=${value}]`).click()",
            [identity, wanted],
        )
    for _township, phone in people:
        identity, end = cards[phone.username], time.monotonic() + PATIENCE_S
        head = f"#{identity} .door__head"
        badge = phone.page.locator(f"{head}:has-text('已到安置'), {head}:has-text('投亲靠友')")
        while not badge.count():
            if time.monotonic() > end:
                raise StoryError(f"{phone.username}: {identity} was not checked off")
            phone.page.wait_for_timeout(100)
            button = phone.page.locator(f"#{identity} button[value=sheltered].btn-primary")
            failed = phone.page.locator(".toast-note--error")
            if failed.count() and button.count() and button.is_enabled():
                failed.first.locator(".toast-note__close").click()
                button.click()


def accounted(play: Play) -> int:
    """How many people the database has accounted for."""
    return sum(by_outcome(play).values()) - by_outcome(play).get("waiting", 0)


def by_outcome(play: Play) -> dict[str, int]:
    """People of the incident by where they are, as the database has them."""
    from django.apps import apps
    from django.db.models import Sum

    rows = (
        apps.get_model("shelters.EvacuationHousehold")
        ._default_manager.filter(evacuation__incident_id=play.incident_id)
        .order_by()
        .values_list("outcome")
        .annotate(Sum("people"))
    )
    return {str(outcome): int(people) for outcome, people in rows}


class Rounds:
    """An officer's way along the remaining doors, over the address his phone uses."""

    def __init__(self, play: Play, phone: Visitor) -> None:
        self.address = play.stage.address
        self.cookies = {c["name"]: c["value"] for c in phone.context.cookies()}
        self.doors = [
            int(str(card)[5:]) for card in phone.page.locator(".door").evaluate_all(DOORS_LEFT)
        ]
        self.acknowledged: list[int] = []
        self.again = 0
        self.slowest_ms = 0.0

    def go(self, stop: threading.Event) -> None:
        """Knock at every door; what was not answered is told again."""
        headers = {"X-CSRFToken": self.cookies["anlan_csrf"], "HX-Request": "true"}
        with httpx.Client(
            base_url=self.address, cookies=self.cookies, headers=headers, timeout=30
        ) as http:
            for number, door in enumerate(self.doors):
                if stop.is_set():
                    return
                self._tell(http, door, outcome_of(number))

    def _tell(self, http: httpx.Client, door: int, outcome: str) -> None:
        end = time.monotonic() + PATIENCE_S
        values = {"outcome": outcome, "follow_up": FOLLOW_UP.get(outcome, "")}
        while True:
            began = time.monotonic()
            try:
                answer = http.post(f"/shelters/evacuations/rows/{door}/check/", data=values)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code == 200:
                problem = re.search(r'role="alert">([^<]+)', answer.text)
                expect(not problem, f"door {door}: {problem and problem[1]}")
                self.acknowledged.append(door)
                self.slowest_ms = max(self.slowest_ms, (time.monotonic() - began) * 1000)
                return
            if answer is not None and answer.status_code < 500:
                raise StoryError(f"door {door}: {answer.status_code} {answer.text[:200]}")
            if time.monotonic() > end:
                raise StoryError(f"door {door} was never answered")
            self.again += 1
            time.sleep(0.2)


DOORS_LEFT = """all => all.filter(e => e.querySelector("button[value=sheltered].btn-primary")
  && e.querySelector(".door__head").innerText.includes("待转移")).map(e => e.id)"""


def walk_on(play: Play) -> None:
    """The remaining doors, four officers at once; the numbers agree in the end."""
    people = officers(play)
    leader, wall = play.person("county_leader"), play.person("county_leader", name="wall")
    with play.step("the remaining households, four officers at once"):
        rounds = [Rounds(play, phone) for _township, phone in people]
        stop, began = threading.Event(), time.monotonic()
        with ThreadPoolExecutor(len(rounds)) as pool:
            walking = [pool.submit(round_.go, stop) for round_ in rounds]
            try:
                leader.page.wait_for_timeout(1000)
                with play.harm():
                    leader.page.wait_for_timeout(500)
                while not all(walk.done() for walk in walking):
                    leader.page.wait_for_timeout(100)  # the browser's messages arrive meanwhile
            finally:
                stop.set()
            for walk in walking:
                walk.result()
        told = sum(len(round_.acknowledged) for round_ in rounds)
        spent = time.monotonic() - began
        play.score.figures |= {
            "households": world.TOWNSHIPS * world.HOUSEHOLDS,
            "told_over_http": told,
            "told_again": sum(round_.again for round_ in rounds),
            "households_per_s": round(told / spent, 1),
            "slowest_check_ms": round(max(round_.slowest_ms for round_ in rounds)),
        }
    with play.step("exactly 2,000 are accounted for: database, board, wall and shelters agree"):
        found = play.world.ask(lambda: by_outcome(play))
        play.score.figures["people"] = found
        expect(not found.get("waiting"), f"{found.get('waiting')} people are not accounted for")
        expect(sum(found.values()) == world.PEOPLE, f"{sum(found.values())} people: {found}")
        lost = play.world.ask(lambda: _not_kept([d for r in rounds for d in r.acknowledged]))
        expect(not lost, f"doors that were acknowledged are lost: {lost}")
        stayed = play.world.ask(lambda: _without_follow_up(play))
        expect(not stayed, f"{stayed} households stayed without a follow-up")
        sheltered = play.world.ask(lambda: _in_shelters(play)) - play.notes["inside_before"]
        expect(
            sheltered == found["sheltered"], f"{sheltered} in shelters, not {found['sheltered']}"
        )
        for watcher in (leader, wall):
            watcher.wait_text("2,000 / 2,000", "#situation-evacuation")
            expect(watcher.page.evaluate("window.anlanMark") == 1, "the board was reloaded")
        leader.expect_text("500 / 500", selector="#situation-evacuation")
        leader.shot("storm-board-complete")
        wall.shot("storm-wall")


def _rows(play: Play) -> Any:
    from django.apps import apps

    return apps.get_model("shelters.EvacuationHousehold")._default_manager.filter(
        evacuation__incident_id=play.incident_id
    )


def _not_kept(doors: list[int]) -> list[int]:
    from django.apps import apps

    rows = apps.get_model("shelters.EvacuationHousehold")._default_manager.filter(pk__in=doors)
    return [row.pk for row in rows if row.outcome == "waiting"]


def _without_follow_up(play: Play) -> int:
    rows = _rows(play).filter(outcome__in=("refused", "unreachable"), follow_up="")
    return int(rows.count())


def _in_shelters(play: Play) -> int:
    from anlan.command.shelters.public import list_shelters
    from anlan.demonstration.story.world import READER

    ids = {shelter.id for township in play.notes["townships"] for shelter in township.shelters}
    return sum(shelter.occupied for shelter in list_shelters(READER) if shelter.id in ids)
