"""It rains: what the gauges measure, the alarms, the warning, the defence response."""

from __future__ import annotations

import re
import time

import orjson
from django.utils import timezone

from anlan.command.responses.public import get_active_response
from anlan.demonstration.story.play import Play
from anlan.demonstration.story.scenes.incident import SIGNATORY, submit_new
from anlan.demonstration.story.scenes.storm import world
from anlan.demonstration.story.score import expect
from anlan.demonstration.story.world import READER, ms_between
from anlan.integrations.mqtt.client import Publisher
from anlan.integrations.mqtt.codec import topic_of
from anlan.monitoring.alarms.public import AlarmInfo, list_open_alarms

#: What a gauge under the storm tells. [mm]
RAIN = {"rain_1h": 92.0, "rain_3h": 168.0, "rain_24h": 214.0}
RAIN_TIMES, RAIN_EVERY_S = 3, 0.5
TITLE = "演示特大暴雨山洪灾害防御"


def prepare(play: Play) -> None:
    """Four townships with an officer each; the bureau imports who lives where it is dangerous."""
    with play.step("four townships, each with an officer"):
        own = play.world.ask(_own_township)
        townships = play.world.ask(lambda: world.choose_townships(own))
        play.world.ask(lambda: world.open_accounts(townships))
        play.notes["townships"] = townships
    path = play.keep / "人员转移清单.xlsx"
    officer = play.person("bureau_officer")
    page = officer.page
    with play.step("the bureau imports the evacuation list of 2,000 people"):
        play.world.ask(lambda: world.write_list(path, townships))
        officer.open("/shelters/households/")
        officer.shot("storm-list-empty")
        officer.open("/shelters/households/import/")
        officer.fill_in(file=path)
        officer.submit()
        if page.locator("#preview").count() == 0:
            page.get_by_role("button", name="检查各行").click()
        page.wait_for_selector("#preview .repairs__counts", timeout=60_000)
        update = page.locator("#preview form[action$='/update/'] button")
        if update.count():  # played here before
            with page.expect_response(lambda r: "/repair/" in r.url):
                update.first.click()
        rows = world.TOWNSHIPS * world.HOUSEHOLDS
        officer.wait_text(f"{rows} 行", ".repairs__counts")
        officer.shot("storm-import")
        page.locator("#preview form[action$='/commit/'] button.btn-primary").click()
        officer.wait_text("已写入", timeout_ms=60_000)
        people = play.world.ask(_listed)
        expect(people == world.PEOPLE, f"{people} people are on the list")
        officer.open("/shelters/households/")
        officer.expect_text("演示")
        officer.shot("storm-list")


def _own_township() -> str:
    from django.contrib.auth import get_user_model

    from anlan.base.organisations.public import person_info

    account = get_user_model()._default_manager.get(username="township_officer")
    assert account.person_id is not None
    return str(person_info(account.person_id, READER).region_code)[:9]


def _listed() -> int:
    from django.apps import apps
    from django.db.models import Sum

    rows = apps.get_model("shelters.Household")._default_manager.filter(is_active=True)
    return int(rows.aggregate(all=Sum("people"))["all"] or 0)


def rain(play: Play) -> None:
    """The gauges of the four townships report; the danger is judged; the warning comes in."""
    officer = play.person("duty_officer")
    townships = play.notes["townships"]
    with play.step("the duty officer's desk is live"):
        officer.open("/")
        officer.wait_live()
    with play.step("a cloudburst over four townships: red alarms on the desk, without a reload"):
        officer.page.evaluate("window.anlanMark = 1")
        gauges = play.world.ask(lambda: _gauges([t.prefix for t in townships]))
        expect(len(gauges) >= len(townships), f"{len(gauges)} rain gauges")
        began = timezone.now()
        _measure(play, list(gauges))
        alarms = play.world.wait(
            lambda: _red_alarms(set(gauges.values())), "not every gauge is in red alarm", 45
        )
        late = [ms_between(began, alarm.raised_at) for alarm in alarms]
        play.score.figures["rain_to_alarm_ms"] = max(late)
        for alarm in alarms:
            officer.page.locator(f'#desk-now a[href="{alarm.url}"]').first.wait_for()
        expect(officer.page.evaluate("window.anlanMark") == 1, "the desk was reloaded")
        officer.shot("storm-desk")
    with play.step("the red rain-storm warning is taken in"):
        local = timezone.localtime()
        county, names = play.world.ask(_county), [t.name for t in townships]
        officer.open("/natural_hazards/warnings/new/")
        officer.fill_in(
            message=f"{county}气象台{local:%Y年%m月%d日%H时%M分}发布暴雨红色预警信号：预计未来3小时"
            f"{'、'.join(names)}降雨量将达100毫米以上，山洪和地质灾害风险高，请立即转移危险区人员。（演示）"
        )
        officer.submit()
        officer.expect_text("暴雨", "红")
        officer.shot("storm-warning")


def _county() -> str:
    from anlan.demonstration.public import find_loaded_county

    loaded = find_loaded_county()
    assert loaded is not None
    return str(loaded.name)


def _gauges(prefixes: list[str]) -> dict[str, int]:
    """The rain gauges of some townships: code and id of the device."""
    from django.apps import apps

    rows = apps.get_model("devices.Device")._default_manager.filter(kind="rain_gauge")
    return {
        str(device.code): int(device.pk) for device in rows if str(device.region_id)[:9] in prefixes
    }


def _measure(play: Play, gauges: list[str]) -> None:
    """The gauges tell what they measured, as they do every minute."""
    publisher = Publisher(play.world.broker_url, client_id="anlan-story-rain")
    expect(publisher.start(timeout_s=10), "the broker does not answer")
    try:
        for _again in range(RAIN_TIMES):
            for code in gauges:
                now = round(time.time() * 1000)
                publisher.publish(topic_of(code), orjson.dumps({"t": now, "v": RAIN}))
            time.sleep(RAIN_EVERY_S)
        expect(publisher.wait_confirmed(10), "the broker did not confirm the rain")
    finally:
        publisher.stop()


def _red_alarms(devices: set[int]) -> list[AlarmInfo] | None:
    """One red alarm of each device, once all of them have one."""
    found = {
        alarm.device_id: alarm
        for alarm in list_open_alarms(READER, limit=500)
        if alarm.device_id in devices and alarm.level == 1
    }
    return list(found.values()) if len(found) == len(devices) else None


def respond(play: Play) -> None:
    """The incident, the recommended level with its reasons, the defence response."""
    officer, commander = play.person("duty_officer"), play.person("commander")
    with play.step("the duty officer opens the flood incident"):
        officer.open("/incidents/open/")
        officer.fill_in(
            kind="flood",
            title=TITLE,
            description="四个乡镇（街道）短时特大暴雨，山洪和地质灾害风险高，需要转移2000人。",
        )
        officer.fill_in(region=play.notes["townships"][0].code)
        submit_new(officer)
        found = re.search(r"/incidents/(\d+)/", officer.page.url)
        expect(found, f"no incident was opened: {officer.page.url}")
        assert found is not None
        play.incident_id = int(found[1])
        officer.shot("storm-incident")
    with play.step("the initial report goes to the superior"):
        officer.press("initial_report")
        officer.press("edit")
        officer.page.fill("[name=signatory]", SIGNATORY)
        officer.submit()
        officer.press("submit")
    with play.step("a response is recommended, with the red warning as its reason"):
        commander.open(f"/incidents/{play.incident_id}/")
        commander.page.locator(f'a[href="/responses/incident/{play.incident_id}/"]').first.click()
        commander.page.wait_for_selector("#recommendation")
        words = commander.text("#recommendation")
        expect("红色预警" in words, f"the red warning is no reason: {words}")
        commander.shot("storm-recommendation")
    with play.step("the commander activates the flood defence response"):
        commander.submit()
        info = play.world.wait(
            lambda: get_active_response(play.incident_id), "no response is running"
        )
        play.response_id = info.id
        play.score.figures |= {"activation_ms": info.activation_ms, "tasks": info.tasks}
        expect(info.tasks > 5, f"{info.tasks} tasks")
