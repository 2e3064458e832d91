"""Pages of responsibility as their people open them; records the platform makes by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from anlan.command.duty.models import DutyAssignment
from anlan.command.duty.tests.factories import DutyAssignmentFactory
from anlan.governance.responsibility.desk import to_confirm
from anlan.governance.responsibility.models import DutyRecord, Portfolio, WorkList
from anlan.governance.responsibility.services import lists
from anlan.governance.responsibility.services.gathering import record_shifts
from anlan.governance.responsibility.tests.factories import load_reference, set_government
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.testing import make_actor

pytestmark = pytest.mark.django_db


def _url(name, *args):
    return reverse(f"responsibility:{name}", args=args)


def test_the_office_divides_the_work_and_a_unit_confirms_its_year(visit):
    load_reference()
    made = set_government()
    office_actor = make_actor("办公室", role="bureau_officer", scope=Scope("region", "330825"))
    unit_actor = make_actor(
        "柳科长",
        role="department_officer",
        scope=Scope("organisation", str(made.department.pk)),
        organisation_id=made.department.pk,
    )
    office, unit = visit(office_actor), visit(unit_actor)
    table = office.get(_url("entries")).content.decode()
    assert "龙游县交通运输局" in table and "卢副县长演示" in table and "道路运输" in table
    portfolio = Portfolio.objects.get(person=made.leader)
    assert "道路运输" in office.get(_url("portfolio", portfolio.pk)).content.decode()
    page = office.get(f"{_url('set_portfolio')}?portfolio={portfolio.pk}")
    assert "道路运输" in page.content.decode()
    assert unit.get(_url("set_portfolio")).status_code == 403
    form = {"starts_on": clock.today(), "ends_on": clock.today(), "reason": "出差"}
    assert office.post(_url("absence", portfolio.pk), form).status_code == 303
    shown = office.get(made.department.get_absolute_url()).content.decode()
    assert "钟县长演示" in shown

    form = {"holder_kind": "department", "organisation_id": made.department.pk}
    assert office.post(_url("draw_up"), form).status_code == 303
    year = {"year": clock.today().year}
    holder = lists.ResponsibilityList.objects.get()
    assert office.post(_url("publish_list", holder.pk)).status_code == 303
    assert unit.post(_url("draw_up_year", holder.pk), year).status_code == 303
    work = WorkList.objects.get()
    assert [item.url for item in to_confirm(unit_actor)] == [work.get_absolute_url()]
    assert unit.post(_url("work_step", work.pk, "confirm")).status_code == 303
    assert office.post(_url("work_step", work.pk, "publish")).status_code == 303
    assert "%" in unit.get(_url("work_list", work.pk)).content.decode()
    assert "第六十二条" in unit.get(_url("list", holder.pk)).content.decode()
    assert unit.get(_url("work_lists")).status_code == 200
    assert unit.get(_url("enter")).status_code == 200


def test_a_leaders_shift_is_recorded_once_it_has_ended():
    now = clock.now()
    shift: DutyAssignment = DutyAssignmentFactory(
        role="duty_leader", starts_at=now - timedelta(hours=30), ends_at=now - timedelta(hours=6)
    )
    DutyAssignmentFactory(
        role="duty_officer", starts_at=now - timedelta(hours=30), ends_at=now - timedelta(hours=6)
    )

    assert record_shifts() == 1
    assert record_shifts() == 1

    record = DutyRecord.objects.get()
    assert (record.person_id, record.kind, record.is_automatic) == (
        shift.person_id,
        "duty_shift",
        True,
    )
