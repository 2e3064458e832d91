"""The pages of checks, leave, swaps, calls and the plan, through HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.base.accounts.tests.factories import account_with
from anlan.base.organisations.tests.factories import PersonFactory
from anlan.command.duty.models import DutyAssignment, DutyCheck, DutyCheckAnswer, DutyLeave
from anlan.command.duty.services.checks import ask_duty
from anlan.command.duty.services.relief import approve_leave, ask_leave, ask_swap
from anlan.command.duty.tests.test_checks import COUNTY, lin  # noqa: F401
from anlan.command.duty.tests.test_duty import TODAY, assign, office, planner  # noqa: F401
from anlan.kernel.actor import Scope
from anlan.kernel.testing import make_actor


@pytest.fixture
def signed_in(client, office):  # noqa: F811
    """Return a function that signs in with a role, as somebody of the office."""

    def sign_in(role):
        user = account_with(role, scope_value="330825")
        user.person = PersonFactory(organisation=office)
        user.save()
        client.force_login(user)
        session = client.session
        session["second_factor"] = True
        session.save()
        return client, user.person_id

    return sign_in


def test_one_button_answers_and_the_asker_sees_it(signed_in, office, planner, lin):  # noqa: F811
    client, me = signed_in("duty_officer")
    assign(office, planner, person_id=me)
    check = ask_duty(region_code=COUNTY, actor=lin)
    answer = DutyCheckAnswer.objects.get(check_asked=check, person_id=me)

    url = answer.get_absolute_url()
    now = next(part for part in client.get("/").context["page"]["lists"] if part["id"] == "now")
    assert now["items"][0]["url"] == url
    assert client.get(url).context["page"]["may_answer"]
    assert client.post(url).status_code == 303
    assert not client.get(url).context["page"]["may_answer"]
    assert client.get(check.get_absolute_url()).status_code == 200
    assert client.get("/duty/checks/").status_code == 200
    page = client.get("/duty/checks/statistics/").context["page"]
    assert [row["rate"] for row in page["rows"]] == [100]


def test_a_check_is_asked_and_a_rule_set_on_their_pages(signed_in, office, planner):  # noqa: F811
    client, me = signed_in("bureau_officer")
    assign(office, planner, person_id=me)
    assert client.get("/duty/checks/ask/").status_code == 200
    form = {"region": COUNTY, "roles": ["duty_officer"], "limit_s": 300}
    assert client.post("/duty/checks/ask/", form).status_code == 303
    assert DutyCheck.objects.count() == 1
    rule = {"per_month": 4, "from_time": "08:30", "to_time": "22:00", "drawn": 2, "limit_s": 300}
    assert client.post("/duty/checks/rule/", rule).status_code == 303
    assert client.post("/duty/checks/rule/", {**rule, "to_time": "08:00"}).status_code == 422
    assert client.get("/duty/checks/rule/").context["form"].initial["drawn"] == 2


def test_leave_and_swaps_go_through_their_pages(signed_in, office, planner):  # noqa: F811
    client, me = signed_in("duty_officer")
    day = TODAY + timedelta(days=5)
    mine = assign(office, planner, person_id=me, day=day)
    other = PersonFactory(organisation=office)
    his = assign(office, planner, person_id=other.pk, day=day + timedelta(days=1))
    assert (
        f"/duty/roster/{mine.pk}/swap/"
        in client.get("/duty/roster/?from=2026-11-23").content.decode()
    )
    assert client.get(f"/duty/roster/{his.pk}/swap/").status_code == 404
    form = {"colleague": other.pk, "return_assignment": his.pk, "reason": "有事"}
    answer = client.post(f"/duty/roster/{mine.pk}/swap/", form)
    assert answer.status_code == 303
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get("/duty/swaps/").status_code == 200
    leave = {"first_day": "2026-12-01", "last_day": "2026-12-02", "reason": "事假"}
    answer = client.post("/duty/leaves/ask/", leave)
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get("/duty/leaves/").status_code == 200
    assert DutyLeave.objects.get().person_id == me


def test_what_waits_stands_on_roster_and_desk_with_one_click(signed_in, office, planner):  # noqa: F811
    client, me = signed_in("bureau_officer")
    away, free = PersonFactory(organisation=office), PersonFactory(organisation=office)
    day = TODAY + timedelta(days=4)
    shift = assign(office, planner, person_id=away.pk, day=day)
    assign(office, planner, person_id=free.pk, day=TODAY - timedelta(days=3))
    actor = make_actor(
        "张三", role="duty_officer", scope=Scope("region", "330825"), person_id=away.pk
    )
    leave = ask_leave(first_day=day, last_day=day, reason="事假", actor=actor)
    assert "值班请假待批" in client.get("/duty/roster/").content.decode()
    approve_leave(leave_id=leave.pk, actor=planner)
    page = client.get(f"/duty/roster/?from={day - timedelta(days=day.weekday())}")
    assert f"/duty/roster/{shift.pk}/stand-in/" in page.content.decode()
    assert client.get(leave.get_absolute_url()).status_code == 200
    assert client.post(f"/duty/roster/{shift.pk}/stand-in/").status_code == 303
    shift.refresh_from_db()
    assert shift.person_id == free.pk
    swap = ask_swap(
        assignment_id=shift.pk,
        colleague_id=me,
        reason="",
        actor=make_actor("李四", role="duty_officer", person_id=free.pk),
    )
    assert swap.get_absolute_url() in client.get("/").content.decode()


def test_the_plan_is_shown_before_it_is_written(signed_in, office, planner):  # noqa: F811
    client, me = signed_in("bureau_officer")
    form = {
        "organisation": office.pk,
        "role": "duty_officer",
        "first_day": "2026-11-23",
        "days": 3,
        "people": [me],
    }
    shown = client.post("/duty/roster/plan/", form)
    assert shown.status_code == 200
    plan = shown.context["page"]["plan"]
    assert DutyAssignment.objects.count() == 0
    assert len(plan.gaps) == 3
    assert client.post("/duty/roster/plan/", {**form, "write": 1, "digest": "x"}).status_code == 422
    written = client.post("/duty/roster/plan/", {**form, "write": 1, "digest": plan.digest})
    assert written.status_code == 303
    assert DutyAssignment.objects.count() == 3


def test_the_call_list_notes_a_call(signed_in, office, planner):  # noqa: F811
    client, _me = signed_in("duty_officer")
    watch = PersonFactory(organisation=office, name="值守演示")
    assign(office, planner, person_id=watch.pk)
    page = client.get("/duty/calls/").context["page"]
    assert [row["line"].person.id for row in page["lines"]] == [watch.pk]
    url = page["lines"][0]["call_url"]
    dialled = client.post(url, {}, headers={"HX-Request": "true"})
    assert dialled.headers["Cache-Control"] == "no-store"
    assert client.post(url, {"outcome": "answered"}).status_code == 303
    assert "已接听" in client.get("/duty/log/").content.decode()
    assert client.get("/duty/calls/?organisation=999999").status_code == 404
