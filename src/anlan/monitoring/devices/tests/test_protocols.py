"""Identities, addresses and connections are kept only when their protocol can read them."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from anlan.base.accounts.tests.factories import account_with
from anlan.base.regions.tests.factories import RegionFactory
from anlan.kernel.errors import InvalidInput
from anlan.kernel.testing import make_actor
from anlan.monitoring.devices.choices import Protocol
from anlan.monitoring.devices.models import Device, DeviceTemplate
from anlan.monitoring.devices.protocols import (
    problem_of_connection,
    problem_of_source,
    validate_connection,
    validate_identity,
    validate_source,
    writing_of,
)
from anlan.monitoring.devices.reference import DATA
from anlan.monitoring.devices.services.devices import add_point, change_device, change_point
from anlan.monitoring.devices.services.templates import load_templates, onboard_device
from anlan.monitoring.devices.tests.factories import DeviceFactory, PointFactory

#: By protocol: addresses of points that are understood, and others.
SOURCES = {
    "mqtt": ([""], ["holding:0"]),
    "http": ([""], ["w01018"]),
    "sensorthings": ([""], ["1"]),
    "manual": ([""], ["1"]),
    "sparkplug": (["Tank/Level", "温度"], ["  ", "a\x00b"]),
    "opc_ua": (["ns=2;s=Tank1.Level", "i=2258", "nsu=urn:plant;s=T"], ["Tank1", "ns=x;i=1", ""]),
    "modbus": (
        ["holding:40001:float32:le", "input:0x10:int16", "coil:3", "holding:12:bit5"],
        ["40001", "holding:x", "register:1", "holding:1:float16", "holding:12:bit16"],
    ),
    "hj212": (
        ["w01018", "w01018-ZsRtd", "w01018-Avg@2061", "SB1-RS", "011", "a34013-Cou@2031"],
        ["cod", "w0101", "w01018-Mean", "w01018@9014", "w01018@", "-Rtd"],
    ),
    "sl651": (["Z", "pj", "39", "DRP", "pH"], ["level", "", "3", "Z 1"]),
    "gbt26875": (
        ["fire", "system.1.1", "part.1.1.7#FIRE", "analogue.11.1.7.5", "device.operation#reset"],
        ["1.1", "system.1", "part.1.1.7#smoke", "system.256.1", "analogue.11.1.7.5#fire", "fire#a"],
    ),
    "jt808": (["longitude", "mileage", "driver"], ["lon", "Speed", ""]),
}
IDENTITIES = {
    "mqtt": ([""], ["X-1"]),
    "http": ([""], ["X-1"]),
    "sensorthings": ([""], ["X-1"]),
    "manual": ([""], ["X-1"]),
    "sparkplug": (["plant/n1", "plant/n1/tank"], ["plant", "plant/n1/tank/2", "plant/#", "/n1"]),
    "opc_ua": (["anything"], []),
    "modbus": (["anything"], []),
    "hj212": (["010000A8900016F017F29B", "99330825" + "0" * 16], ["COD-1", "1" * 25, "123"]),
    "sl651": (["12345678", "0012345678", "330825000A", "33082565535"], ["ABC", "33082565536"]),
    "gbt26875": (["11111", "800D00000000"], ["A1", "281474976710656", "-1"]),
    "jt808": (["13800000000", "00000013800"], ["浙H演0001", "123", "1" * 21]),
}
CONNECTIONS = {
    "mqtt": ([{}], [{"host": "h"}]),
    "http": ([{}], [{"url": "u"}]),
    "sensorthings": ([{}], [{"url": "u"}]),
    "manual": ([{}], [{"host": "h"}]),
    "sparkplug": ([{}], [{"host": "h"}]),
    "opc_ua": (
        [{"url": "opc.tcp://h:4840"}, {"url": "opc.tcp://h:4840", "security": "Basic256Sha256"}],
        [{"url": "http://h"}, {"url": "opc.tcp://h"}, {"url": "opc.tcp://h:1", "mode": "clear"}],
    ),
    "modbus": (
        [{"host": "192.0.2.10"}, {"host": "192.0.2.10", "port": 503, "unit": 7}],
        [{"port": 502}, {"host": "h", "port": "502"}, {"host": "h", "unit": 256}],
    ),
    "hj212": ([{"password": "123456", "initialise": True}], [{"pw": "1"}, {"password": 123456}]),
    "sl651": ([{"mode": "M1", "stay_online": False}], [{"mode": 1}, {"port": 1}]),
    "gbt26875": ([{"initialise": True}], [{"initialise": "yes"}]),
    "jt808": ([{"plate": "浙H演0001"}], [{"plate": 1}, {"sim": "1"}]),
}


def test_every_protocol_is_tried():
    every = {str(protocol) for protocol in Protocol}
    assert set(SOURCES) == set(IDENTITIES) == set(CONNECTIONS) == every


@pytest.mark.parametrize("protocol", SOURCES)
@pytest.mark.parametrize(
    ("field", "validate", "table"),
    [
        ("source", validate_source, SOURCES),
        ("identity", validate_identity, IDENTITIES),
        ("connection", validate_connection, CONNECTIONS),
    ],
)
def test_what_a_protocol_cannot_read_is_refused_with_what_to_write(
    protocol, field, validate, table
):
    good, bad = table[protocol]
    for written in good:
        validate(protocol, written)
    for written in bad:
        with pytest.raises(InvalidInput) as refused:
            validate(protocol, written)
        assert str(getattr(writing_of(protocol), field)) in str(refused.value.fields[field])


def test_without_an_address_the_key_must_be_one():
    assert problem_of_source("mqtt", "level", "") == ""
    assert problem_of_source("jt808", "longitude", "") == ""
    assert "holding:40001" in problem_of_source("modbus", "level", "")
    assert problem_of_source("modbus", "level", "holding:0") == ""
    assert "opc.tcp" in problem_of_connection("opc_ua", {})
    assert problem_of_connection("opc_ua", {"url": "opc.tcp://h:1"}) == ""
    assert problem_of_connection("hj212", {}) == ""


def test_the_templates_of_the_platform_can_be_read_by_their_protocols():
    for template in json.loads((DATA / "templates.json").read_text(encoding="utf-8")):
        for point in template["points"]:
            problem = problem_of_source(template["protocol"], point["key"], point["source"])
            assert not problem, (template["code"], point["key"], problem)


@pytest.fixture
def bureau():
    return make_actor("局干部", role="bureau_officer")


@pytest.fixture
def officer(client):
    client.force_login(account_with("bureau_officer"))
    return client


@pytest.mark.django_db
def test_services_keep_nothing_a_gateway_cannot_read(bureau):
    device = DeviceFactory(protocol="modbus")
    facts = {"device_id": device.pk, "name": "液位", "quantity": "liquid_level", "actor": bureau}
    with pytest.raises(InvalidInput) as refused:
        add_point(key="level", source="40001", **facts)
    assert "source" in refused.value.fields
    point = add_point(key="level", source="holding:40001", **facts)
    with pytest.raises(InvalidInput):
        change_point(point_id=point.pk, source="holding", actor=bureau)
    with pytest.raises(InvalidInput):
        change_device(device_id=device.pk, connection={"host": 5}, actor=bureau)
    with pytest.raises(InvalidInput) as refused:  # its point has an address of Modbus
        change_device(device_id=device.pk, protocol="opc_ua", actor=bureau)
    assert "holding:40001" in str(refused.value.fields["protocol"])
    with pytest.raises(InvalidInput):
        change_device(device_id=device.pk, protocol="hj212", identity="COD-1", actor=bureau)
    change_device(device_id=device.pk, connection={"host": "192.0.2.10"}, actor=bureau)


@pytest.mark.django_db
def test_points_of_a_template_lose_addresses_of_another_protocol(bureau, officer):
    load_templates(DATA / "templates.json")
    template = DeviceTemplate.objects.get(code="tank-atmospheric")
    made = onboard_device(
        template_id=template.pk,
        code="TNK-1",
        name="1号储罐",
        region_id=RegionFactory().pk,
        protocol="opc_ua",
        connection={"url": "opc.tcp://192.0.2.10:4840"},
        actor=bureau,
    )
    assert set(made.points.values_list("source", flat=True)) == {""}
    page = officer.get(reverse("devices:onboard_preview", args=[made.pk]))
    assert "ns=2;s=Tank1.Level" in page.content.decode()


@pytest.mark.django_db
def test_the_forms_say_what_to_write(officer):
    region = RegionFactory()
    given = {
        "protocol": "modbus",
        "kind": "tank",
        "code": "TNK-2",
        "name": "2号储罐",
        "region": region.pk,
    }
    url = reverse("devices:onboard")
    answer = officer.post(url, given)
    assert answer.status_code == 422
    assert "&quot;host&quot;" in answer.content.decode()
    answer = officer.post(url, given | {"connection": '{"host": "192.0.2.10", "unit": 300}'})
    assert answer.status_code == 422
    assert not Device.objects.exists()
    answer = officer.post(url, given | {"connection": '{"host": "192.0.2.10", "unit": 3}'})
    assert answer.status_code == 303
    device = Device.objects.get()
    assert device.connection == {"host": "192.0.2.10", "unit": 3}

    answer = officer.post(url, given | {"protocol": "hj212", "code": "COD-2"})
    assert answer.status_code == 422  # the code is no MN
    url = reverse("devices:point_add", args=[device.pk])
    point = {"key": "level", "name": "液位", "quantity": "liquid_level", "decimals": 1}
    point |= {"scale": 1, "offset": 0}
    assert "holding:40001" in officer.get(url).content.decode()
    assert officer.post(url, point).status_code == 422
    assert officer.post(url, point | {"source": "holding:40001:float32"}).status_code == 303


@pytest.mark.django_db
def test_a_page_tells_of_an_address_that_is_never_heard(officer):
    device = DeviceFactory(protocol="opc_ua")
    PointFactory(device=device, key="level", source="Tank1")
    page = officer.get(device.get_absolute_url()).content.decode()
    assert "opc.tcp" in page
    assert "ns=2;s=Tank1.Level" in page
