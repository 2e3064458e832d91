"""Several people at once, each in a window of his own: everybody sees the others' acts live."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass

from anlan.base.accounts.public import open_demonstration_account
from anlan.demonstration.story.play import Play
from anlan.demonstration.story.score import StoryError, expect
from anlan.demonstration.story.stage import Visitor
from anlan.demonstration.story.world import READER

#: Somebody who got no answer looks again and says it once more, as people do. [s]
PATIENCE_S = 60.0
SUBMIT = """form => {
  const found = document.querySelector(form);
  found.requestSubmit(found.querySelector("[data-verb=report], button[type=submit]"));
}"""


@dataclass
class Part:
    """What one of them says, on which page, in which form."""

    visitor: Visitor
    path: str
    form: str
    words: str


def take_places(play: Play) -> None:
    """Six people open their pages; wall and leader watch."""
    incident = f"/incidents/{play.incident_id}/"
    with play.step("everybody is at his place: desk, board, phones, plant, wall"):
        wall = play.person("county_leader", name="wall")
        wall.open(f"/responses/{play.response_id}/wall/")
        lead = play.world.ask(lambda: _open_account_of_lead(play.response_id))
        play.notes["parts"] = [
            Part(
                play.person("duty_officer"),
                incident,
                "main form[action$='/note/']",
                "演示值班员：已通知医院准备洗消和吸氧床位。",
            ),
            Part(
                play.person("commander"),
                incident,
                "main form[action$='/note/']",
                "演示指挥长：各组每三十分钟报告一次。",
            ),
            Part(
                play.person("township_officer", phone=True, name="township-phone"),
                incident,
                "main form[action$='/note/']",
                "演示乡镇：下风向两个村组已逐户通知。",
            ),
            Part(
                play.person("enterprise_manager"),
                incident,
                "main form[action$='/note/']",
                "演示企业：碱液喷淋已开，当班人员清点完毕。",
            ),
            Part(
                play.person("team_leader", phone=True),
                f"/dispatch/{play.dispatch_id}/phone/",
                "#scene-report form",
                "演示救援队：两人着重型防化服进入，正在套堵漏罩。",
            ),
        ]
        if lead is not None:
            task, username = lead
            play.notes["parts"].append(
                Part(
                    play.person(username, phone=True),
                    f"/responses/tasks/{task}/",
                    "#report form",
                    "演示工作组：监测车已到下风向三百米处。",
                )
            )
        for part in play.notes["parts"]:
            part.visitor.open(part.path)
            if part.form.startswith("#report") and part.visitor.verb("accept").count():
                part.visitor.press("accept")
            part.visitor.page.locator(f"{part.form} textarea").first.fill(part.words)
        for page in (wall.page, play.notes["windows"]["timeline"]):
            page.wait_for_selector(".live-indicator--connected", state="attached")
            page.evaluate("window.anlanMark = 1")


def _open_account_of_lead(response_id: int) -> tuple[int, str] | None:
    """A task of a group whose lead is nobody of the others, and an account for that lead."""
    from django.apps import apps
    from django.contrib.auth import get_user_model

    accounts = get_user_model()._default_manager
    tasks = (
        apps.get_model("responses.ResponseTask")
        ._default_manager.filter(response_id=response_id, group__lead__isnull=False)
        .select_related("group__lead")
        .order_by("pk")
    )
    for task in tasks:
        person = task.group.lead
        assert person is not None
        known = accounts.filter(person_id=person.pk).first()
        if known is not None and known.username != "group_lead":
            continue
        if known is None and not accounts.filter(username="group_lead").exists():
            open_demonstration_account(
                username="group_lead",
                role_code="department_officer",
                person_id=person.pk,
                scope_kind="organisation",
                scope_value=str(person.organisation_id),
                actor=READER,
            )
            return int(task.pk), "group_lead"
        if known is not None:
            return int(task.pk), "group_lead"
    return None


def act_at_once(play: Play) -> None:
    """All speak at the same moment; everybody sees all of it without touching his page."""
    parts: list[Part] = play.notes["parts"]
    wall, timeline = (
        play.person("county_leader", name="wall").page,
        play.notes["windows"]["timeline"],
    )
    with play.step("six people act at the same moment"), play.harm():
        for part in parts:
            part.visitor.page.evaluate(
                SUBMIT,
                part.form,
            )
        for part in parts:
            _see_it_through(play, part)
    with play.step("each sees what the others did, leader and wall too, without a reload"):
        began = time.monotonic()
        own = [part for part in parts if part.form.startswith("main")]
        for part in own:
            part.visitor.open(f"/incidents/{play.incident_id}/")
        said = [part.words for part in parts if not part.form.startswith("#report")]
        for page in [timeline, wall, *(part.visitor.page for part in own)]:
            selector = "#situation-timeline" if page is wall else "#object-timeline"
            for words in said:
                page.locator(selector, has_text=words[:14]).first.wait_for(timeout=30_000)
        play.score.figures["seen_by_all_ms"] = round((time.monotonic() - began) * 1000)
        play.score.figures["people_at_once"] = len(parts)
        for page in (timeline, wall):
            expect(page.evaluate("window.anlanMark") == 1, "a watching page was reloaded")
        play.person("county_leader", name="wall").shot("situation-wall")
    with play.step("everything that was said is written once"):
        for words in said:
            count = play.world.ask(lambda words=words: _times(play, words))  # type: ignore[misc]
            expect(count == 1, f"“{words}” is written {count} times")


def _see_it_through(play: Play, part: Part) -> None:
    """Wait for the answer; where none came, look whether it was taken, and say it again if not."""
    page, end = part.visitor.page, time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        part.visitor.page.wait_for_timeout(150)
        if play.world.ask(lambda: _taken(play, part)):
            return
        if not page.url.startswith("chrome-error"):
            continue
        part.visitor.page.wait_for_timeout(500)
        with contextlib.suppress(Exception):  # perhaps there is still nobody
            part.visitor.open(part.path)
            page.locator(f"{part.form} textarea").first.fill(part.words)
            page.locator(f"{part.form} button[type=submit]").first.click(timeout=3000)
    raise StoryError(f"{part.visitor.username}: what he said was never taken")


def _taken(play: Play, part: Part) -> bool:
    if part.form.startswith("#report"):
        from django.apps import apps

        rows = apps.get_model("responses.TaskFeedback")._default_manager
        return bool(rows.filter(text=part.words, task__response_id=play.response_id).exists())
    return _times(play, part.words) > 0


def _times(play: Play, words: str) -> int:
    from django.apps import apps

    rows = apps.get_model("incidents.TimelineEntry")._default_manager
    return int(rows.filter(incident_id=play.incident_id, text__contains=words).count())
