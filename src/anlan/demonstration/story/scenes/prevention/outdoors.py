"""The phone without signal: the pack of the day, work offline, everything sent exactly once."""

from __future__ import annotations

from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.prevention.dossier import plant
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.stage import Visitor
from anlan.demonstration.story.world import READER
from anlan.supervision.hazards.contracts import HazardInfo
from anlan.supervision.hazards.public import list_recent

FOUND = "河堤边液化气瓶露天存放，无遮挡"
WORKS = "anlanField.numbers > 0 && anlanField.connection === 'online'"


def _wait(visitor: Visitor, expression: str, what: str) -> None:
    visitor.wait_until(lambda: bool(visitor.page.evaluate(expression)), what, 30)


def work_without_signal(play: Play) -> None:
    """A hazard with a photo is written down in the valley and arrives once, later."""
    with play.step("the pack of the day is on the phone"):
        grid = play.person("grid_worker", phone=True, name="grid_worker-field", keeps_app=True)
        own = plant(play)
        assert own.longitude is not None and own.latitude is not None
        grid.context.set_geolocation(
            {"longitude": own.longitude, "latitude": own.latitude, "accuracy": 12}
        )
        page = grid.page
        grid.open("/field/")
        page.wait_for_selector(".field-verb")
        page.evaluate("navigator.serviceWorker.ready")
        _wait(grid, WORKS, "the phone has no numbers for its photos")
        grid.shot("prevention-field-today")
    with play.step("a hazard with a photo, without signal and without platform"):
        grid.context.set_offline(True)
        with play.world.web_stopped():
            page.reload()
            page.locator(".field-verb", has_text="上报隐患").click()
            page.fill("#q-title", FOUND)
            page.click("[data-camera]")
            page.click("[data-shoot]")
            page.wait_for_selector(".field-photos__item")
            page.wait_for_selector(".field-place__text:has-text('12')")
            grid.shot("prevention-field-report")
            page.click("form button[type=submit]")
            page.wait_for_selector(".field-verb")
            _wait(grid, "anlanField.waiting.length === 1", "the record is not kept")
            page.goto(f"{play.stage.address}/field/#/outbox")
            page.wait_for_selector(".field-item")
            grid.shot("prevention-field-outbox")
        expect(not _found(play), "the hazard arrived without signal")
    with play.step("back in signal it arrives, once"):
        grid.context.set_offline(False)
        page.evaluate("window.dispatchEvent(new Event('online'))")
        _wait(grid, "anlanField.waiting.length === 0", "the record was not sent")
        page.evaluate("anlanField.send(true)")
        page.wait_for_timeout(500)
        hazards = _found(play)
        expect(len(hazards) == 1, f"the hazard arrived {len(hazards)} times")
        township = play.person("township_officer")
        township.open(hazards[0].url)
        township.expect_text(FOUND)
        expect(township.page.locator("main img").count(), "the photo did not arrive")
        township.shot("prevention-field-arrived")


def _found(play: Play) -> list[HazardInfo]:
    recent = play.world.ask(lambda: list_recent(days=1, actor=READER))
    return [hazard for hazard in recent if hazard.title == FOUND]
