"""What is known of an incident, and what is not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone

from anlan.command.incidents.public import get_incident
from anlan.command.responses.selectors import facts as module
from anlan.command.responses.selectors.facts import gather_facts, register_fact_source
from anlan.command.responses.selectors.leads import find_leads
from anlan.command.responses.tests import scene
from anlan.kernel.actor import system_actor
from anlan.monitoring.natural_hazards.services.warnings import receive_warning
from anlan.supervision.chemicals import reference as chemicals

pytestmark = pytest.mark.django_db


@pytest.fixture
def leak(cast):
    """A leak of a named substance."""
    scene.departments()
    scene.library()
    chemicals.load(system_actor("reference"))
    return scene.incident(facts={"details": {"substance": "氯(液氯)"}, "trapped": 1, "missing": 2})


def test_a_named_substance_tells_toxic_and_flammable(leak, cast):
    found = gather_facts(get_incident(leak.pk, cast.lin), cast.lin)

    assert found["is_toxic"] is True and found["is_flammable"] is False
    assert found["trapped"] == 3
    assert found["people_within_500m"] == 0  # no enterprise is registered nearby
    assert "alarm_level" not in found and "warning_level" not in found


def test_an_incident_without_place_or_substance_leaves_facts_unknown(leak, cast):
    other = scene.incident(kind="traffic", longitude=None, latitude=None)
    found = gather_facts(get_incident(other.pk, cast.lin), cast.lin)

    assert not {"is_toxic", "people_within_500m", "enterprise_risk_level"} & set(found)


def test_a_warning_in_force_is_a_fact_of_a_flood_not_of_a_leak(leak, cast):
    now = timezone.localtime()
    text = (
        f"龙游县气象台{now:%Y年%m月%d日%H时%M分}发布暴雨红色预警信号：预计未来3小时龙游县有强降雨。"
    )
    receive_warning(message=text, actor=system_actor("tests"))
    flood = scene.incident(kind="flood")

    assert gather_facts(get_incident(flood.pk, cast.lin), cast.lin)["warning_level"] == 1
    assert "warning_level" not in gather_facts(get_incident(leak.pk, cast.lin), cast.lin)


def test_sources_of_other_floors_add_people(leak, cast, monkeypatch):
    monkeypatch.setattr(module, "_sources", [])
    register_fact_source(lambda incident, actor: {"people_within_500m": 800, "is_toxic": False})

    found = gather_facts(get_incident(leak.pk, cast.lin), cast.lin)

    assert found["people_within_500m"] == 800
    assert found["is_toxic"] is True  # what is known already is not overwritten


def test_leads_are_found_by_code_then_by_name_or_stay_open(leak):
    def group(number, code, name):
        return SimpleNamespace(id=number, lead_code=code, lead_name=name, lead_post="主要负责人")

    found = find_leads(
        [
            group(1, "health", "卫健委"),
            group(2, "other-code", "公安局"),
            group(3, "none", "不存在的局"),
        ],
        region_code="330825100000",
    )

    assert found[1].person_id is not None and "卫生健康" in found[1].organisation_name
    assert found[2].person_id is not None
    assert found[3].person_id is None
