"""The desk of every role, through HTTP."""

from __future__ import annotations

import pytest

from anlan.base.accounts.desk import trouble_items
from anlan.base.accounts.tests.factories import account_with
from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.command.duty.reference import load
from anlan.command.incidents.tests.factories import load_reference, make_incident
from anlan.kernel import clock, desk
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.desk import DeskItem, DeskSection
from anlan.kernel.testing import make_actor

ROLES = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "grid_worker",
    "group_monitor",
    "enterprise_manager",
    "team_leader",
    "warehouse_keeper",
    "system_admin",
    "security_admin",
    "auditor",
)


@pytest.fixture
def reference(db, settings, tmp_path):
    """Load the tables."""
    settings.MEDIA_ROOT = tmp_path
    load_reference()
    load(system_actor("tests"))


@pytest.fixture
def signed_in(client, reference):
    """Return a function that signs in with a role."""

    def sign_in(role, **scope):
        user = account_with(role, **scope)
        client.force_login(user)
        session = client.session
        session["second_factor"] = True
        session.save()
        return client

    return sign_in


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_desk(signed_in, role):
    response = signed_in(role).get("/")
    assert response.status_code == 200


def test_the_desk_shows_open_incidents_and_running_clocks(signed_in):
    incident = make_incident(facts={"deaths": 3})
    page = signed_in("duty_officer").get("/").context["page"]
    now = next(part for part in page["lists"] if part["id"] == "now")
    soon = next(part for part in page["lists"] if part["id"] == "soon")
    assert [item["label"] for item in now["items"]] == [incident.title]
    assert soon["count"] == 2
    assert page["situation_level"] == 3


def test_a_township_elsewhere_sees_none_of_it(signed_in):
    make_incident()
    page = signed_in("township_officer", scope_value="330825101").get("/").context["page"]
    assert [part["count"] for part in page["lists"]] == [0, 0, 0]


@pytest.mark.parametrize("url", ["/duty/roster/", "/duty/log/", "/duty/handover/"])
def test_pages_of_duty_open_for_the_duty_officer_only_with_the_right(signed_in, url):
    assert signed_in("duty_officer").get(url).status_code == 200


def test_strangers_to_duty_are_refused(signed_in):
    client = signed_in("team_leader")
    assert client.get("/duty/roster/").status_code == 403
    assert client.get("/duty/log/").status_code == 403


def test_an_entry_is_written_through_the_page(signed_in):
    client = signed_in("duty_officer")
    answer = client.post("/duty/log/", {"kind": "call", "text": "市局来电"})
    assert answer.status_code == 303
    assert "市局来电" in client.get("/duty/log/").content.decode()
    assert client.post("/duty/log/", {"kind": "call", "text": ""}).status_code == 422


def test_sections_are_for_those_with_the_right_and_the_role():
    section = DeskSection("x", "x", "now", permission="a.b", roles=("commander",))
    assert section.is_for(make_actor(permissions=("a.b",), role="commander"))
    assert not section.is_for(make_actor(permissions=("a.b",), role="auditor"))
    assert not section.is_for(make_actor(role="commander", scope=Scope("all")))


def test_lines_are_gravest_first(monkeypatch):
    monkeypatch.setattr(desk, "_sections", {})
    desk.register_desk(
        DeskSection(
            "x",
            "x",
            "now",
            items=lambda actor: [DeskItem("b", "/", level=3), DeskItem("a", "/", level=1)],
        )
    )
    found = desk.gather_list(make_actor("x", permissions=("p",)), "now")
    assert [item["label"] for item in found["items"]] == ["a", "b"]


def test_a_live_refresh_gets_the_blocks_it_asks_for_and_nothing_else(signed_in):
    client = signed_in("duty_officer")
    whole = client.get("/").content.decode()
    part = client.get("/", headers={"X-Live-Blocks": "desk-now desk-figures"}).content.decode()
    assert 'id="desk-now"' in part and 'id="desk-figures"' in part
    assert 'id="desk-soon"' not in part and 'id="panel-' not in part and "<nav" not in part
    assert len(part) < len(whole) / 4
    for block in ("desk-now", "desk-figures"):
        opening = part[part.index(f'id="{block}"') :].split(">", 1)[0]
        assert opening in whole, "the same element with the same topics"
    other = client.get("/", headers={"X-Live-Blocks": "desk-now something-inside"})
    assert "<nav" in other.content.decode(), "what lies inside a block needs the whole page"


def test_a_grid_worker_sees_his_area_with_phones_and_the_incidents_there(signed_in):
    make_incident()
    client = signed_in("grid_worker", scope_value="330825100")
    office = OrganisationFactory(kind="township", name="演示街道办事处", duty_phone="0000-7000001")
    page = client.get("/").content.decode()
    assert office.name in page and 'href="tel:0000-7000001"' in page
    assert "演示龙游化工一厂氯气泄漏" in page


def test_a_system_administrator_sees_what_does_not_run(signed_in, settings, tmp_path):
    settings.ANLAN_BACKUP_STAMP = tmp_path / "last-backup"
    client = signed_in("system_admin", scope_kind="all", scope_value="")
    labels = [item.label for item in trouble_items(make_actor(role="system_admin"))]
    assert len(labels) == 2, "no worker, no backup"
    settings.ANLAN_BACKUP_STAMP.write_text(clock.now().isoformat(), encoding="ascii")
    assert len(list(trouble_items(make_actor(role="system_admin")))) == 1
    unprotected = account_with("auditor", scope_kind="all", scope_value="")
    page = client.get("/").content.decode()
    assert unprotected.get_absolute_url() in page and "panel-accounts.health" in page
