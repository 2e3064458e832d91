"""Filing a permit, the gas test, the work, and who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory
from anlan.supervision.permits import reference
from anlan.supervision.permits.events import PermitChanged, PermitFiled
from anlan.supervision.permits.models import WorkKind
from anlan.supervision.permits.public import list_permits
from anlan.supervision.permits.services.permits import file_permit, record_gas_test, take_step
from anlan.supervision.permits.tests.factories import WorkKindFactory, WorkPermitFactory

pytestmark = pytest.mark.django_db


def facts(enterprise: Any, **changed: Any) -> dict[str, Any]:
    """What a hot work permit of an hour says."""
    WorkKindFactory()
    return {
        "enterprise_id": enterprise.pk,
        "number": "DH-1",
        "kind_code": "hot_work",
        "grade": "special",
        "place": "罐区",
        "content": "焊接",
        "planned_from": clock.now(),
        "planned_to": clock.now() + timedelta(hours=1),
        "approver": "批准演示",
        "guardian": "监护演示",
        **changed,
    }


def test_an_enterprise_files_its_own_permit_and_nobody_elses(cast: Any, frozen_clock: Any) -> None:
    own, other = EnterpriseFactory(), EnterpriseFactory()
    wu = cast.wu(own.organisation_id)
    permit = file_permit(actor=wu, **facts(own))
    assert_state(permit, "filed")
    assert_audited("permits.permit.filed", permit, by=wu)
    assert_emitted(PermitFiled, permit_id=permit.pk)
    with pytest.raises(NotVisible):
        file_permit(actor=wu, **facts(other))
    with pytest.raises(NotPermitted):
        file_permit(actor=cast.zhao, **facts(own, number="DH-2"))
    with pytest.raises(InvalidInput) as again:
        file_permit(actor=wu, **facts(own))
    assert "number" in again.value.fields


def test_a_permit_may_not_hold_longer_than_its_grade_allows(cast: Any, frozen_clock: Any) -> None:
    own = EnterpriseFactory()
    wu = cast.wu(own.organisation_id)
    end = clock.now() + timedelta(hours=8, minutes=1)
    with pytest.raises(InvalidInput) as refused:
        file_permit(actor=wu, **facts(own, planned_to=end))
    assert "GB 30871" in str(refused.value.fields["planned_to"])
    assert file_permit(actor=wu, **facts(own, planned_to=end, grade="second")).pk


def test_work_begins_only_with_a_fresh_gas_test_that_was_passed(
    cast: Any, frozen_clock: Any
) -> None:
    permit = WorkPermitFactory()
    wu = cast.wu(permit.enterprise.organisation_id)
    with pytest.raises(TransitionRefused):
        take_step(permit_id=permit.pk, step="start", actor=wu)
    record_gas_test(permit_id=permit.pk, result="LEL 30%", is_acceptable=False, actor=wu)
    with pytest.raises(TransitionRefused):
        take_step(permit_id=permit.pk, step="start", actor=wu)
    record_gas_test(permit_id=permit.pk, result="LEL 0%", is_acceptable=True, actor=wu)
    assert_audited("permits.permit.gas_tested", permit, by=wu)
    frozen_clock.advance(minutes=31)
    with pytest.raises(TransitionRefused):
        take_step(permit_id=permit.pk, step="start", actor=wu)
    record_gas_test(permit_id=permit.pk, result="LEL 0%", is_acceptable=True, actor=wu)
    take_step(permit_id=permit.pk, step="start", actor=wu)
    assert_state(permit, "working")
    assert_emitted(PermitChanged, permit_id=permit.pk, state="working")
    # An officer may stop it with a reason; finishing is the enterprise's word.
    take_step(permit_id=permit.pk, step="stop", actor=cast.zhao, reason="无监护人")
    with pytest.raises(NotPermitted):
        take_step(permit_id=permit.pk, step="finish", actor=cast.zhao)
    take_step(permit_id=permit.pk, step="finish", actor=wu)
    assert_state(permit, "finished")


def test_the_kinds_load_twice_and_list_permits_of_a_time(cast: Any, frozen_clock: Any) -> None:
    from anlan.kernel.actor import system_actor

    reference.load(system_actor("test"))
    reference.load(system_actor("test"))
    assert WorkKind.objects.count() == 8
    assert WorkKind.objects.get(code="hot_work").hours_of("first") == 8
    assert not WorkKind.objects.filter(is_verified=True).exists()
    permit = WorkPermitFactory()
    found = list_permits(begin=clock.now(), end=clock.now() + timedelta(minutes=1))
    assert [p.id for p in found] == [permit.pk]
    later = clock.now() + timedelta(hours=6)
    assert list_permits(begin=later, end=later + timedelta(hours=1)) == []


def test_the_pages_show_file_and_lead_on(cast: Any, visit: Any) -> None:
    permit = WorkPermitFactory()
    wu = visit(cast.wu(permit.enterprise.organisation_id))
    assert permit.number in wu.get("/permits/").content.decode()
    assert wu.get(f"/permits/{permit.pk}/").status_code == 200
    assert wu.get("/permits/new/").status_code == 200
    assert visit(cast.zhao).get("/permits/new/").status_code == 403
    elsewhere = WorkPermitFactory()
    assert wu.get(f"/permits/{elsewhere.pk}/").status_code == 404
    tested = wu.post(
        f"/permits/{permit.pk}/gas-test/", {"result": "LEL 0%", "is_acceptable": "yes"}
    )
    assert tested.status_code == 303
    begun = wu.post(f"/permits/{permit.pk}/steps/start/")
    assert begun.status_code in (200, 204, 303)
    assert_state(permit, "working")
