"""Connecting a device: template, place, credential, what arrives, into service."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor
from anlan.monitoring.devices import readings
from anlan.monitoring.devices.events import DeviceEquipped
from anlan.monitoring.devices.models import (
    Device,
    DeviceTemplate,
    Placement,
    TemplatePoint,
    TemplateRule,
)
from anlan.monitoring.devices.preview import judge_frame
from anlan.monitoring.devices.public import SeenFrame, SeenReading, list_proposals
from anlan.monitoring.devices.reference import DATA
from anlan.monitoring.devices.services.placing import put_on_plan, take_off_plan
from anlan.monitoring.devices.services.templates import (
    add_template_point,
    change_template,
    change_template_point,
    create_template,
    load_templates,
    onboard_device,
    propose_limit,
    remove_template_point,
    withdraw_limit,
)
from anlan.monitoring.devices.tests.factories import (
    DeviceFactory,
    PlacementFactory,
    PointFactory,
    TemplateRuleFactory,
)
from anlan.monitoring.devices.views import onboarding

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    return make_actor("局干部", role="bureau_officer")


def test_the_templates_of_the_platform_are_complete_and_yield_to_officers(bureau):
    number = load_templates(DATA / "templates.json")
    assert number == DeviceTemplate.objects.count() >= 18
    assert not TemplateRule.objects.filter(basis="").exists()
    assert not DeviceTemplate.objects.filter(points__isnull=True).exists()
    chlorine = DeviceTemplate.objects.get(code="gas-chlorine")
    change_template(template_id=chlorine.pk, name="本县氯气探测器", actor=bureau)
    assert_audited("devices.template.changed", chlorine)
    load_templates(DATA / "templates.json")
    chlorine.refresh_from_db()
    assert chlorine.name == "本县氯气探测器" and not chlorine.is_installed


def test_a_template_is_written_and_a_device_made_from_it(bureau, cast):
    with pytest.raises(NotPermitted):
        create_template(code="x", name="x", kind="general", actor=cast.zhao)
    template = create_template(
        code="demo", name="演示", kind="gas_detector", calibration_months=6, actor=bureau
    )
    assert_audited("devices.template.created", template)
    with pytest.raises(InvalidInput):
        create_template(code="demo", name="演示", kind="gas_detector", actor=bureau)
    point = add_template_point(
        template_id=template.pk,
        key="nh3",
        name="氨气",
        quantity="gas_concentration",
        unit="ppm",
        range_low=0.0,
        range_high=100.0,
        actor=bureau,
    )
    with pytest.raises(InvalidInput):
        add_template_point(
            template_id=template.pk, key="nh3", name="x", quantity="other", actor=bureau
        )
    change_template_point(point_id=point.pk, name="氨气浓度", actor=bureau)
    rule = propose_limit(point_id=point.pk, direction="above", level=2, limit=56, actor=bureau)
    other = propose_limit(point_id=point.pk, direction="above", level=3, limit=28, actor=bureau)
    with pytest.raises(InvalidInput):
        propose_limit(point_id=point.pk, direction="above", level=5, limit=28, actor=bureau)
    withdraw_limit(rule_id=other.pk, actor=bureau)

    device = onboard_device(
        template_id=template.pk,
        code="NH3-1",
        name="1号氨气探测器",
        region_id=RegionFactory().pk,
        actor=bureau,
    )
    assert_emitted(DeviceEquipped, device_id=device.pk, template_id=template.pk)
    made = device.points.get()
    assert (made.key, made.name, made.unit, made.range_high) == ("nh3", "氨气浓度", "ppm", 100.0)
    assert device.calibration_months == 6 and device.state == "registered"
    (proposal,) = list_proposals(device.pk)
    assert (proposal.limit, proposal.level, proposal.is_above) == (rule.limit, 2, True)
    remove_template_point(point_id=point.pk, actor=bureau)
    assert not TemplatePoint.objects.filter(template=template).exists()
    assert device.points.count() == 1


def test_the_wizard_leads_from_the_template_into_service(client):
    region = RegionFactory()
    rule = TemplateRuleFactory()
    template = rule.point.template
    client.force_login(account_with("bureau_officer"))
    assert client.get("/devices/connect/", {"template": template.pk}).status_code == 200
    wrong = client.post("/devices/connect/", {"code": "有空格 1", "name": ""})
    assert wrong.status_code == 422
    first = client.post(
        "/devices/connect/",
        {"template": template.pk, "code": "ON-1", "name": "演示", "region": region.pk},
    )
    device = Device.objects.get(code="ON-1")
    assert first.status_code == 303 and first["Location"] == f"/devices/{device.pk}/place/"
    assert client.get(first["Location"]).status_code == 200
    second = client.post(
        first["Location"], {"longitude": "119.2", "latitude": "29.0", "place": "罐区"}
    )
    assert second["Location"] == f"/devices/{device.pk}/credential/"
    assert client.post(second["Location"], {"kind": "mqtt"}).status_code == 200
    preview = client.get(f"/devices/{device.pk}/preview/").content.decode()
    assert f"/devices/{device.pk}/arrivals/" in preview and rule.point.key in preview
    assert client.post(f"/devices/{device.pk}/steps/commission/").status_code == 303
    device.refresh_from_db()
    assert device.state == "in_service" and device.place == "罐区"
    for path in ("/devices/templates/", f"/devices/templates/{template.pk}/", "/devices/rates/"):
        assert client.get(path).status_code == 200
    client.force_login(account_with("township_officer", scope_value="330825100"))
    assert client.get("/devices/connect/").status_code == 403
    assert client.get(f"/devices/{device.pk}/arrivals/").status_code == 403


def frame(*rows, refused=None):
    seen = tuple(SeenReading(*row) for row in rows)
    return SeenFrame(clock.now(), 40, seen, refused or {}, "{}")


def test_each_reading_is_judged_for_the_installer():
    point = PointFactory(key="cl2", range_low=0, range_high=10)
    silent = PointFactory(device=point.device, key="old", is_active=False)
    points = {p.key: p for p in (point, silent)}
    now = int(time.time() * 1000)
    told = judge_frame(
        frame(
            ("cl2", now, 1.5, 0),
            ("cl2", now, 50.0, 0),
            ("cl2", now, -3.0, 0),
            ("cl2", now, None, 2),
            ("cl2", now + 3_600_000, 1.0, 0),
            ("cl2", now - 3_600_000, 1.0, 0),
            ("so2", now, 1.0, 0),
            ("old", now, 1.0, 0),
            refused={"not_json": 1},
        ),
        points,
    )
    tones = [line["tone"] for line in told["lines"]]
    assert tones == [
        "done",
        "waiting",
        "waiting",
        "waiting",
        "overdue",
        "waiting",
        "overdue",
        "overdue",
        "overdue",
    ]
    assert "量程" in told["lines"][1]["text"] and told["heard"] == ["cl2", "old"]


def test_what_arrives_is_streamed(monkeypatch):
    point = PointFactory()

    async def source(code):
        assert code == point.device.code
        yield None
        yield frame((point.key, int(time.time() * 1000), 2.0, 0))

    async def read():
        events = onboarding._events(source(point.device.code), {point.key: point}, "zh-hans")
        return [piece async for piece in events]

    pieces = asyncio.run(read())
    assert pieces[0].startswith(b": connected") and pieces[1].startswith(b": still")
    told = json.loads(pieces[2].removeprefix(b"data: "))
    assert told["lines"][0]["value"] == "2" and told["heard"] == [point.key]
    assert onboarding._open == [0]
    monkeypatch.setattr(readings, "_frames", [])
    assert readings.frames_of("x") is None


def test_devices_are_dragged_onto_the_plan(client, bureau):
    placement = PlacementFactory()
    plan, device = placement.plan, placement.device
    put_on_plan(plan_id=plan.pk, device_id=device.pk, x=5, y=6, actor=bureau)
    assert_audited("devices.device.placed", device)
    placement.refresh_from_db()
    assert (placement.x, placement.y) == (5.0, 6.0)
    with pytest.raises(InvalidInput):
        put_on_plan(plan_id=plan.pk, device_id=device.pk, x=plan.width + 1, y=0, actor=bureau)
    with pytest.raises(InvalidInput):  # of another enterprise
        put_on_plan(plan_id=plan.pk, device_id=DeviceFactory().pk, x=1, y=1, actor=bureau)

    client.force_login(account_with("bureau_officer"))
    page = client.get(f"/devices/plans/{plan.pk}/").content.decode()
    assert device.name in page and f"/devices/plans/{plan.pk}/place/" in page
    path = f"/devices/plans/{plan.pk}/place/"
    moved = client.post(path, {"device": device.pk, "x": "7.25", "y": "8"})
    assert moved.json() == {"placed": True, "x": 7.2, "y": 8.0}
    assert client.post(path, {"device": device.pk}).json() == {"placed": False}
    assert not Placement.objects.filter(device=device).exists()
    assert (
        client.post(path, {"device": "x"}, headers={"accept": "application/json"}).status_code
        == 422
    )
    take_off_plan(plan_id=plan.pk, device_id=device.pk, actor=bureau)
