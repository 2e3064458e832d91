"""Each rule finds its contradiction, explains it, and is silent when the facts agree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from anlan.base.files.models import Attachment
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.supervision.crosschecks import reference, registry
from anlan.supervision.crosschecks.contracts import AlarmFact
from anlan.supervision.crosschecks.models import CrossCheckRule, Lead
from anlan.supervision.crosschecks.rules import RULES
from anlan.supervision.crosschecks.rules.photos import distance_m
from anlan.supervision.crosschecks.services.checking import run_checks
from anlan.supervision.enterprises.tests.factories import (
    ChemicalHoldingFactory,
    EnterpriseFactory,
    LicenceFactory,
)
from anlan.supervision.installations.models import Commitment, Installation
from anlan.supervision.permits.tests.factories import WorkPermitFactory
from anlan.supervision.risk.models import RiskFactor, RiskObject, RiskUnit

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture(autouse=True)
def _rules(frozen_clock: Any) -> None:
    reference.load(SYSTEM)


@pytest.fixture
def alarms(monkeypatch: pytest.MonkeyPatch) -> list[AlarmFact]:
    """Alarms that monitoring tells of; empty at first."""
    told: list[AlarmFact] = []
    monkeypatch.setattr(registry, "_alarms", [lambda begin, end, enterprise_id: told])
    return told


def found(code: str) -> list[Lead]:
    """Run one rule and return the leads that stand."""
    run_checks(actor=SYSTEM, codes=[code])
    return list(Lead.objects.filter(rule_id=code).order_by("pk"))


def commit(enterprise: Any, **facts: Any) -> Commitment:
    """A signed commitment of today."""
    return Commitment.objects.create(
        enterprise=enterprise,
        on=timezone.localdate(clock.now()),
        state="signed",
        signed_at=clock.now(),
        signed_by="负责人演示",
        level=4,
        **{"running": 2, **facts},
    )


def test_every_rule_of_the_table_has_its_function() -> None:
    assert set(RULES) == set(CrossCheckRule.objects.values_list("code", flat=True))


def test_a_commitment_that_hides_hot_work_is_a_lead() -> None:
    permit = WorkPermitFactory(grade="special")
    commit(permit.enterprise, operations={})
    (lead,) = found("commitment_permits")
    assert lead.enterprise_id == permit.enterprise_id
    assert permit.number in str(lead.facts)
    assert lead.level == 2


def test_a_commitment_that_names_its_permits_is_none() -> None:
    permit = WorkPermitFactory(grade="special")
    commit(permit.enterprise, operations={"hot_work_special": 1})
    assert found("commitment_permits") == []


def test_a_grave_alarm_contradicts_the_commitment(alarms: list[AlarmFact]) -> None:
    enterprise = EnterpriseFactory()
    commit(enterprise)
    at = clock.now() - timedelta(minutes=5)
    alarms.append(AlarmFact(7, enterprise.pk, 3, "轻微", at, None, "/alarms/7/"))
    assert found("commitment_alarms") == []
    alarms.append(AlarmFact(8, enterprise.pk, 1, "氯气浓度超限", at, None, "/alarms/8/"))
    (lead,) = found("commitment_alarms")
    assert "氯气浓度超限" in lead.explanation
    assert lead.level == 1


def test_hot_work_beside_an_alarm_that_stands(alarms: list[AlarmFact]) -> None:
    permit = WorkPermitFactory(state="working")
    at = clock.now() - timedelta(minutes=5)
    alarms.append(AlarmFact(9, permit.enterprise_id, 2, "可燃气体", at, clock.now(), "/alarms/9/"))
    assert found("fire_near_alarm") == []
    alarms.append(AlarmFact(10, permit.enterprise_id, 2, "可燃气体", at, None, "/alarms/10/"))
    (lead,) = found("fire_near_alarm")
    assert permit.number in lead.explanation


def test_work_without_a_commitment_is_seen_after_the_hour(frozen_clock: Any) -> None:
    permit = WorkPermitFactory()
    Installation.objects.create(
        enterprise=permit.enterprise, code="W1", name="罐区", kind="storage", is_major=True, grade=3
    )
    (lead,) = found("missing_commitment")
    assert lead.enterprise_id == permit.enterprise_id
    # Within the same day it stays one lead.
    frozen_clock.advance(hours=2)
    assert [again.pk for again in found("missing_commitment")] == [lead.pk]
    commit(permit.enterprise, operations={})
    run_checks(actor=SYSTEM, codes=["missing_commitment"])
    lead.refresh_from_db()
    assert not lead.is_still_true


def test_a_licence_that_ran_out_matters_only_while_work_goes_on() -> None:
    day = timezone.localdate(clock.now()) - timedelta(days=3)
    licence = LicenceFactory(valid_to=day)
    assert found("lapsed_working") == []
    commit(licence.enterprise)
    (lead,) = found("lapsed_working")
    assert str(day) in lead.explanation


def test_a_vessel_that_holds_more_than_registered() -> None:
    ChemicalHoldingFactory(quantity_t=50.0, design_quantity_t=50.0)
    assert found("overstock") == []
    holding = ChemicalHoldingFactory(quantity_t=60.0, design_quantity_t=50.0)
    (lead,) = found("overstock")
    assert lead.enterprise_id == holding.enterprise_id


def test_a_blue_unit_with_three_hazards() -> None:
    enterprise = EnterpriseFactory()
    thing = RiskObject.objects.create(enterprise=enterprise, code="O1", name="装卸区")
    unit = RiskUnit.objects.create(
        enterprise=enterprise, region=enterprise.region, risk_object=thing, code="U1", name="鹤管"
    )
    for number in range(3):
        assert found("blue_repeated") == []
        RiskFactor.objects.create(
            enterprise=enterprise,
            unit=unit,
            kind="open_hazard",
            source_type="hazards.Hazard",
            source_id=str(number),
            explanation="隐患",
            lifted_at=clock.now(),
        )
    (lead,) = found("blue_repeated")
    assert "鹤管" in lead.title


def photo(subject: Any, sha: str, place: Point | None = None) -> None:
    """A photo on a record."""
    Attachment.objects.create(
        kind="photo",
        name="现场.jpg",
        mime="image/jpeg",
        size=1,
        sha256=sha,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        location=place,
        uploaded_by="演示",
    )


def test_a_photo_on_two_records_and_one_taken_elsewhere() -> None:
    first, second = WorkPermitFactory(), WorkPermitFactory()
    photo(first, "a" * 64)
    assert found("photo_reused") == []
    photo(second, "a" * 64)
    (lead,) = found("photo_reused")
    assert len(lead.facts) == 2
    home = second.enterprise.location
    photo(second, "b" * 64, Point(home.x + 0.001, home.y, srid=4326))
    assert found("photo_elsewhere") == []
    photo(second, "c" * 64, Point(home.x + 0.1, home.y, srid=4326))
    (lead,) = found("photo_elsewhere")
    assert lead.enterprise_id == second.enterprise_id


def test_one_degree_of_latitude_is_111_kilometres() -> None:
    assert distance_m(119.0, 29.0, 119.0, 30.0) == pytest.approx(111_195, rel=1e-4)
    assert distance_m(119.0, 29.0, 119.0, 29.0) == 0
