"""Kinds and limits, confirmed by an officer, and work that meets in place and time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.testing import assert_audited, make_actor
from anlan.supervision.permits import reference
from anlan.supervision.permits.models import WorkKind, WorkPermit
from anlan.supervision.permits.selectors.conflicts import conflicts_of
from anlan.supervision.permits.services.kinds import confirm_kind
from anlan.supervision.permits.tests.factories import WorkKindFactory, WorkPermitFactory

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture
def officer(db: Any) -> Any:
    """A bureau officer, and the kinds as they are shipped."""
    reference.load(SYSTEM)
    return make_actor("李科长", role="bureau_officer")


def test_an_officer_confirms_the_limits_and_a_new_load_keeps_them(
    officer: Any, cast: Any, visit: Any
) -> None:
    client = visit(officer)
    assert "/permits/kinds/" in client.get("/permits/").content.decode()
    assert "动火作业" in client.get("/permits/kinds/").content.decode()
    assert "/permits/kinds/hot_work/confirm/" in client.get("/permits/kinds/hot_work/").text
    facts = {"citation": "GB 30871-2022 第8页", "hours_special": "8", "hours_first": "8",
             "hours_second": "48", "gas_test_minutes": "30"}  # fmt: skip
    address = "/permits/kinds/hot_work/confirm/"
    assert visit(cast.zhao).post(address, facts).status_code == 403
    assert client.post(address, {**facts, "hours_second": "-1"}).status_code == 422

    assert client.post(address, facts).status_code == 303

    reference.load(SYSTEM)
    kind = WorkKind.objects.get(pk="hot_work")
    assert kind.is_verified
    assert (kind.hours_of("second"), kind.hours_of("first")) == (48, 8)
    record = assert_audited("permits.kind.confirmed", kind, by=officer)
    assert "citation" in record.after
    other = WorkKind.objects.get(pk="lifting")
    assert not other.is_verified


@pytest.mark.parametrize(
    "changes",
    [
        {"citation": "  "},
        {"hours": {"third": 8.0}},
        {"hours": {"special": 0.0}},
        {"gas_test_minutes": -5},
    ],
)
def test_limits_that_cannot_be_are_refused(officer: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        confirm_kind(code="hot_work", actor=officer, **{"citation": "原文第8页", **changes})
    with pytest.raises(NotPermitted):
        confirm_kind(
            code="hot_work", citation="原文", actor=make_actor("副县长", role="county_leader")
        )


def other_work(permit: WorkPermit, **facts: Any) -> WorkPermit:
    """Work that makes no fire, at the same place unless said otherwise."""
    kind = WorkKindFactory(
        code="confined_space", name="受限空间作业", is_fire=False, grades=[
            {"code": "only", "name": "不分级", "hours": 24.0}
        ],
    )  # fmt: skip
    values = {"enterprise": permit.enterprise, "kind": kind, "grade": "only"}
    return WorkPermitFactory(**{**values, "place": permit.place, **facts})


def test_fire_beside_other_work_at_one_place_and_time_is_a_conflict() -> None:
    fire = WorkPermitFactory()
    beside = other_work(fire)
    other_work(fire, place="另一车间")
    other_work(fire, planned_from=fire.planned_to, planned_to=fire.planned_to + timedelta(hours=2))
    other_work(fire, state="finished")
    cold = other_work(fire, place="冷作业处")
    other_work(fire, place="冷作业处")

    assert [c.other for c in conflicts_of(fire)] == [beside]
    assert [c.other for c in conflicts_of(beside)] == [fire]
    assert conflicts_of(cold) == []  # no fire on either side
    fire.state = "finished"
    assert conflicts_of(fire) == []


@pytest.mark.parametrize(("metres", "expected"), [(25, 1), (35, 0)])
def test_places_within_thirty_metres_meet_whatever_they_are_called(
    metres: int, expected: int
) -> None:
    fire = WorkPermitFactory(location=Point(119.17, 29.03, srid=4326))
    near = Point(119.17, 29.03 + metres / 110_870, srid=4326)
    other_work(fire, place="罐区北侧", location=near)
    found = conflicts_of(fire)
    assert len(found) == expected
    if found:
        assert found[0].distance_m == pytest.approx(metres, abs=0.5)


def test_the_point_of_the_firm_is_no_place_of_work() -> None:
    fire = WorkPermitFactory(location=Point(119.17, 29.03, srid=4326))
    fire.enterprise.location = fire.location
    fire.enterprise.save()
    other_work(fire, place="另一车间", location=fire.location)
    fire.refresh_from_db()
    assert conflicts_of(fire) == []


def test_the_page_warns_and_tells_little_of_a_neighbour(cast: Any, visit: Any) -> None:
    fire = WorkPermitFactory(location=Point(119.17, 29.03, srid=4326), state="working")
    own = other_work(fire)
    neighbour = WorkPermitFactory(
        kind=own.kind,
        grade="only",
        place="邻厂机密车间",
        location=Point(119.1701, 29.03, srid=4326),
    )
    wu = visit(cast.wu(fire.enterprise.organisation_id))

    text = wu.get(f"/permits/{fire.pk}/").content.decode()

    assert own.get_absolute_url() in text
    assert "note--danger" in text
    assert "邻厂机密车间" not in text
    assert neighbour.get_absolute_url() not in text
    official = visit(make_actor("李科长", role="bureau_officer"))
    assert "邻厂机密车间" in official.get(f"/permits/{fire.pk}/").content.decode()
    alone = WorkPermitFactory(planned_from=clock.now() + timedelta(days=3),
                              planned_to=clock.now() + timedelta(days=3, hours=4))  # fmt: skip
    assert "panel-conflicts" not in official.get(f"/permits/{alone.pk}/").content.decode()
