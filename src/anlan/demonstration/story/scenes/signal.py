"""The signal: a chlorine detector drifts up, the desk shows it within a second."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from anlan.demonstration.public import find_loaded_county, make_loaded_county
from anlan.demonstration.simulator.fleet import CHLORINE_CAS
from anlan.demonstration.story.play import Play
from anlan.demonstration.story.score import StoryError, expect
from anlan.demonstration.story.stage import layers_asked
from anlan.demonstration.story.world import READER, ms_between
from anlan.monitoring.alarms.public import (
    AlarmInfo,
    get_alarm,
    list_alarms_since,
    list_open_alarms,
)
from anlan.monitoring.devices.public import list_points_to_simulate
from anlan.monitoring.telemetry.public import from_ms, list_readings_since

YELLOW, RED = 3, 1


def open_the_desk(play: Play) -> None:
    """The duty officer signs in; his desk is connected."""
    with play.step("duty officer signs in, the desk is live"):
        officer = play.person("duty_officer")
        officer.wait_live()
        officer.expect_text("现在要做", "即将到期", "有何变化")
        # The map of the same officer stands open beside it.
        officer.map_page = officer.new_page()
        officer.map_page.goto(f"{play.stage.address}/map/")
        officer.map_page.wait_for_selector("canvas.maplibregl-canvas")
        requests: list[str] = []
        play.notes["map_requests"] = requests
        officer.page.bring_to_front()
    with play.step("the leader's wall is open"):
        leader = play.person("county_leader")
        leader.open("/map/wall/")
        leader.wait_live()


def find_detector() -> str:
    """A chlorine detector of the story's enterprise that is not in alarm already."""
    loaded, county = find_loaded_county(), make_loaded_county()
    if loaded is None or county is None:
        raise StoryError("this database holds no demonstration county")
    plants = {d.code for d in county.devices if d.enterprise == loaded.flagship_uscc}
    chlorine = {p.device for p in county.points if p.cas == CHLORINE_CAS} & plants
    in_alarm = {alarm.device_id for alarm in list_open_alarms(READER, limit=500)}
    free = {
        point.device_code
        for point in list_points_to_simulate()
        if point.device_code in chlorine and point.device_id not in in_alarm
    }
    if not free:
        raise StoryError("every chlorine detector of the story's enterprise is in alarm already")
    return min(free)


def leak(play: Play) -> None:
    """The leak begins: yellow, then red, both on the desk without a reload."""
    officer, world = play.person("duty_officer"), play.world
    officer.page.evaluate("window.anlanMark = 1")
    requests = play.notes["map_requests"]
    officer.map_page.on("request", lambda request: requests.append(request.url))
    detector = world.ask(find_detector)
    ordered_at = timezone.now()

    def find() -> AlarmInfo | None:
        found = [
            alarm
            for alarm in list_alarms_since(READER, ordered_at - timedelta(seconds=1))
            if alarm.quantity == "gas_concentration" and alarm.state == "open"
        ]
        return found[0] if found else None

    with play.step("the gas leak begins: a yellow alarm"):
        world.order(scenario="gas_leak", device=detector)
        alarm = world.wait(find, "no alarm after the leak was ordered", 45)
        play.alarm_id, play.enterprise_id = alarm.id, alarm.enterprise_id or 0
        play.notes["alarm_url"] = alarm.url
        play.notes["place"] = (alarm.longitude, alarm.latitude)
        point_id = alarm.point_id
        assert point_id is not None
        readings = world.ask(lambda: list_readings_since([point_id], ordered_at))
        limit = alarm.limit
        assert limit is not None
        first_ms = next(ms for _point, ms, value, _quality in readings if value >= limit)
        play.score.figures["signal_to_alarm_ms"] = ms_between(from_ms(first_ms), alarm.raised_at)
    with play.step("the yellow alarm stands on the desk"):
        seen = _wait_seen(play, alarm.url, YELLOW)
        shown_ms = seen - round(alarm.raised_at.timestamp() * 1000)
        play.score.figures["alarm_to_screen_ms"] = shown_ms
        total = play.score.figures["signal_to_alarm_ms"] + shown_ms
        play.score.figures["signal_to_screen_ms"] = total
    with play.step("it rises to red"):
        world.wait(
            lambda: get_alarm(alarm.id, actor=READER).level == RED or None, "it stayed yellow", 60
        )
        _wait_seen(play, alarm.url, RED)
        expect(officer.page.evaluate("window.anlanMark") == 1, "the desk was reloaded")
        officer.expect_text(alarm.enterprise_name, selector="#desk-now")
    with play.step("it sounds"):
        _hear(play)
        officer.shot("duty-desk")
    with play.step("the plant stands on the map"):
        _find_on_map(play, alarm)


def _wait_seen(play: Play, url: str, level: int) -> int:
    page = play.person("duty_officer").page
    key = f"{url}@{level}"
    page.wait_for_function("key => key in window.anlanSeen", arg=key, polling=50)
    return int(page.evaluate("key => window.anlanSeen[key]", key))


def _hear(play: Play) -> None:
    """A red line that nobody has acknowledged sounds; the button is shown only where it may not."""
    officer = play.person("duty_officer")
    page = officer.page
    line = page.locator(f'#desk-now [data-sound-id="{play.alarm_id}"][data-sound-level="1"]')
    expect(line.count() == 1, "the red alarm has no sound")
    page.mouse.click(700, 20)  # a browser lets a page sound only after a press
    button = page.locator('[data-alarm-sound-target="button"]')
    officer.wait_until(lambda: button.is_hidden(), "the sound stays off after a press", 5)


def _find_on_map(play: Play, alarm: AlarmInfo) -> None:
    """The map that stood open asked for the alarm's tiles by itself; both may be pointed at."""
    officer = play.person("duty_officer")
    officer.wait_until(
        lambda: any("alarms" in layers_asked(url) for url in play.notes["map_requests"]),
        "the open map did not follow the alarm",
    )
    for layer, pk in (("alarms", play.alarm_id), ("enterprises", play.enterprise_id)):
        status = officer.status_of(f"/map/feature/{layer}/{pk}/")
        expect(status == 200, f"{layer} {pk} on the map: {status}")
    officer.map_page.bring_to_front()
    officer.map_page.goto(
        f"{play.stage.address}/map/?at={alarm.longitude},{alarm.latitude}&zoom=13&layer=alarms"
    )
    kept, officer.page = officer.page, officer.map_page
    officer.wait_map()
    officer.shot("one-map")
    officer.page = kept
    officer.map_page.close()
    officer.page.bring_to_front()
    leader = play.person("county_leader")
    leader.wait_text(alarm.enterprise_name, "#wall-left")
    leader.settle(1500)
    leader.shot("wall")
    leader.open("/")
