"""The pages: what the duty officer sees and presses."""

from __future__ import annotations

from anlan.base.exchange.models import ApiToken
from anlan.command.incidents.models import Incident
from anlan.command.incidents.tests.factories import LATITUDE, LONGITUDE, make_incident
from anlan.command.intake.models import Call, ChainLink, IntakeItem, IntakeSource, KindMapping
from anlan.command.intake.tests.factories import (
    COUNTY,
    make_call,
    make_doubt,
    make_instruction,
    make_item,
    make_link,
    make_mapping,
    make_message,
    make_report,
    make_source,
    make_token,
)
from anlan.kernel.testing import assert_audited, make_actor


def test_the_desk_shows_who_calls_what_waits_and_what_was_missed(reference, cast, visit):
    pbx = make_source("pbx")
    make_call("13800000007", source=pbx)
    make_call("13800000008", "ended", source=pbx)
    item = make_item()
    make_message()
    make_instruction()
    make_doubt()
    page = visit(cast.sun).get("/intake/").content.decode()
    for text in (
        "138******07",
        "一号席",
        "138******08",
        item.title,
        "请核实伤亡人数",
        "演示事故未见上报",
    ):
        assert text in page
    assert f"origin=call:{Call.objects.get(state='ringing').pk}" in page
    assert "13800000007" not in page
    assert visit(cast.qian).get("/intake/").status_code == 403


def test_one_press_from_the_call_opens_the_form_filled_in(reference, cast, visit):
    sun = visit(cast.sun)
    call = make_call("13800000007")
    address = f"/incidents/open/?origin=call:{call.pk}"
    page = sun.get(address).content.decode()
    assert 'value="13800000007"' in page
    given = {
        "source": "phone",
        "kind": "fire",
        "title": "演示路口起火",
        "occurred_at": "2026-11-20T09:59",
        "region": "330825100000",
        "caller_phone": "13800000007",
        "origin": f"call:{call.pk}",
    }
    assert sun.post(address, given).status_code == 303
    incident = Incident.objects.get()
    call.refresh_from_db()
    assert call.incident_id == incident.pk
    assert incident.reported_at == call.started_at
    assert f"/intake/calls/{call.pk}/" in sun.get(incident.get_absolute_url()).content.decode()
    assert sun.get("/incidents/open/?origin=call:999999").status_code == 404
    assert sun.get("/incidents/open/?origin=nothing:1").status_code == 200


def test_an_item_is_opened_by_the_same_form_and_leaves_the_queue(reference, cast, visit):
    sun = visit(cast.sun)
    item = make_item(figures={"deaths": 1})
    page = sun.get(item.get_absolute_url()).content.decode()
    assert f"/incidents/open/?origin=item:{item.pk}" in page
    form = sun.get(f"/incidents/open/?origin=item:{item.pk}").content.decode()
    assert item.title in form
    given = {
        "source": item.channel,
        "kind": "fire",
        "title": item.title,
        "deaths": "1",
        "occurred_at": "2026-11-20T10:00",
        "reported_at": "2026-11-20T10:00",
        "region": item.region_id,
        "origin": f"item:{item.pk}",
    }
    assert sun.post("/incidents/open/", given).status_code == 303
    item.refresh_from_db()
    assert (item.state, item.incident.facts.get().deaths) == ("opened", 1)
    assert item.incident.reported_at == item.received_at
    assert sun.post("/incidents/open/", {**given, "confirmed_new": "on"}).status_code == 409
    assert Incident.objects.count() == 1


def test_a_suggested_incident_is_taken_in_one_press(reference, cast, visit):
    sun = visit(cast.sun)
    incident = make_incident(cast.sun)
    item = make_item(longitude=LONGITUDE, latitude=LATITUDE)
    page = sun.get(item.get_absolute_url()).content.decode()
    assert incident.number in page
    address = f"/intake/items/{item.pk}/attach-to/"
    assert sun.post(address, {"incident": "x"}).status_code == 404
    assert sun.post(address, {"incident": incident.pk}).status_code == 303
    item.refresh_from_db()
    assert item.incident_id == incident.pk
    assert visit(cast.qian).post(address, {"incident": incident.pk}).status_code == 403


def test_every_page_of_intake_opens(reference, cast, visit):
    sun = visit(cast.sun)
    call, item, message = make_call(), make_item(), make_message()
    instruction, doubt, report = make_instruction(), make_doubt(), make_report()
    link, source = make_link(), make_source()
    for address in (
        "/intake/queue/",
        "/intake/report/",
        "/intake/calls/?tab=all",
        "/intake/messages/",
        "/intake/sources/",
        "/intake/kinds/",
        "/intake/kinds/new/",
        "/intake/levels/",
        "/intake/reports/",
        "/intake/instructions/",
        "/intake/doubts/",
        call.get_absolute_url(),
        f"/intake/calls/{call.pk}/link/",
        item.get_absolute_url(),
        f"/intake/items/{item.pk}/attach/",
        f"/intake/items/{item.pk}/hand-on/",
        message.get_absolute_url(),
        instruction.get_absolute_url(),
        f"/intake/instructions/{instruction.pk}/answer/",
        f"/intake/doubts/{doubt.pk}/",
        link.get_absolute_url(),
        source.get_absolute_url(),
        make_mapping().get_absolute_url(),
    ):
        response = sun.get(address)
        assert response.status_code == 200, (address, response.status_code)
    assert report.title in sun.get("/intake/reports/").content.decode()
    assert sun.get("/intake/queue/?export=csv").status_code == 200


def test_steps_and_forms_do_what_they_say(reference, cast, visit):
    sun = visit(cast.sun)
    item, message, doubt = make_item(), make_message(), make_doubt()
    step = f"/intake/items/{item.pk}/step/dismiss/"
    assert sun.post(step).status_code == 422
    assert sun.post(step, {"reason": "重复"}).status_code == 303
    assert (
        sun.post(f"/intake/messages/{message.pk}/settle/", {"reason": "已告知"}).status_code == 303
    )
    assert sun.post(f"/intake/messages/{message.pk}/raw/").content == b"{nonsense"
    assert sun.post(f"/intake/doubts/{doubt.pk}/settle/", {"reason": "已核"}).status_code == 303
    missed = make_call("13800000008", "ended")
    assert sun.post(f"/intake/calls/{missed.pk}/called-back/").status_code == 303
    assert sun.post(f"/intake/calls/{missed.pk}/number/").content == b"13800000008"
    instruction = make_instruction()
    address = f"/intake/instructions/{instruction.pk}/answer/"
    assert sun.post(address, {"answer": "已核实"}).status_code == 303
    incident = make_incident(cast.sun)
    make_link("subordinate")
    asked = {"kind": "urge", "text": "请续报", "minutes": "30"}
    assert sun.post(f"/intake/incident/{incident.pk}/instruct/", asked).status_code == 303


def test_a_grid_worker_reports_from_the_phone_and_sees_no_queue(reference, visit):
    from anlan.kernel.actor import Scope

    make_item()
    worker = make_actor("演示网格员", role="grid_worker", scope=Scope("region", "330825100"))
    phone = visit(worker)
    assert phone.get("/intake/report/").status_code == 200
    assert phone.get("/intake/queue/").status_code == 403
    given = {"title": "演示山坡有裂缝", "longitude": str(LONGITUDE), "latitude": str(LATITUDE)}
    assert phone.post("/intake/report/", {"title": "x"}).status_code == 422
    from anlan.base.regions.models import Region
    from anlan.base.regions.tests.factories import square

    Region.objects.filter(code="330825100000").update(boundary=square(LONGITUDE, LATITUDE))
    assert phone.post("/intake/report/", given).status_code == 303
    assert IntakeItem.objects.filter(channel="grid", title="演示山坡有裂缝").exists()


def test_systems_and_levels_are_connected_by_the_administrator(reference, visit, cast):
    make_source()
    admin = make_actor("系统管理员", role="system_admin")
    client = visit(admin)
    token, _key = make_token("intake.push_call")
    given = {
        "name": "演示电话",
        "code": "pbx",
        "kind": "pbx",
        "channel": "phone",
        "region": COUNTY,
        "token": token.pk,
        "seats": "8001 一号席\n8002",
        "is_active": "on",
    }
    assert client.post("/intake/sources/new/", given).status_code == 303
    source = IntakeSource.objects.get(code="pbx")
    assert source.seats == {"8001": "一号席", "8002": "8002"}
    assert_audited("intake.source.created", source, by=admin)
    changed = {**given, "seats": "8001 值班长", "name": "演示电话二"}
    assert client.post(f"/intake/sources/{source.pk}/change/", changed).status_code == 303
    source.refresh_from_db()
    assert (source.name, source.seats) == ("演示电话二", {"8001": "值班长"})
    assert_audited("intake.source.changed", source, by=admin)
    level = {
        "name": "演示市局",
        "code": "city",
        "role": "superior",
        "region": COUNTY,
        "secret": "s3cret",
        "is_active": "on",
    }
    assert client.post("/intake/levels/new/", level).status_code == 303
    link = ChainLink.objects.get(code="city")
    assert_audited("intake.link.created", link, by=admin)
    renamed = {**level, "name": "演示市应急局", "secret": ""}
    assert client.post(f"/intake/levels/{link.pk}/change/", renamed).status_code == 303
    link.refresh_from_db()
    assert (link.name, link.secret) == ("演示市应急局", "s3cret")
    assert_audited("intake.link.changed", link, by=admin)
    mapping = {"word": "槽罐车", "kind": "chemical", "source": ""}
    assert client.post("/intake/kinds/new/", mapping).status_code == 303
    row = KindMapping.objects.get(word="槽罐车")
    assert_audited("intake.mapping.set", row, by=admin)
    assert (
        client.post(f"/intake/kinds/{row.pk}/", {**mapping, "kind": "traffic"}).status_code == 303
    )
    row.refresh_from_db()
    assert row.kind == "traffic"
    assert client.post(f"/intake/kinds/{row.pk}/remove/").status_code == 303
    assert not KindMapping.objects.filter(word="槽罐车").exists()
    assert visit(cast.sun).post("/intake/sources/new/", given).status_code == 403
    assert ApiToken.objects.filter(pk=token.pk).exists()


def test_a_live_call_stands_on_the_home_of_the_duty_officer(reference, cast, visit):
    make_call("13800000007")
    make_item(title="演示待处置警情")
    page = visit(cast.sun).get("/").content.decode()
    assert "演示待处置警情" in page
    assert "一号席" in page
