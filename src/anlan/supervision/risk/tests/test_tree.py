"""The tree, its judgement, its versions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.pages.hooks import timeline_of
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state, make_actor
from anlan.supervision.enterprises.public import update_enterprise
from anlan.supervision.enterprises.tests.factories import (
    OTHER_VILLAGE,
    EnterpriseFactory,
    PersonFactory,
    region,
)
from anlan.supervision.risk.errors import NothingToAssess
from anlan.supervision.risk.events import AssessmentInForce, RiskTreeChanged
from anlan.supervision.risk.models import Assessment, EnterpriseRisk, MethodVersion, RiskUnit
from anlan.supervision.risk.public import record_factor
from anlan.supervision.risk.services.assessments import (
    approve_assessment,
    compare_assessments,
    open_assessment,
    require_reassessment,
    return_assessment,
    submit_assessment,
)
from anlan.supervision.risk.services.moves import take_over
from anlan.supervision.risk.services.rules import publish_bands, publish_rules
from anlan.supervision.risk.services.tree import (
    create_control,
    create_event,
    create_object,
    create_unit,
    retire_control,
    retire_unit,
    update_control,
    update_event,
    update_object,
    update_unit,
)
from anlan.supervision.risk.tests.factories import RiskUnitFactory, load_reference


@pytest.fixture
def firm(db):
    load_reference()
    return EnterpriseFactory(risk_level=4)


@pytest.fixture
def wu(cast, firm):
    return cast.wu(firm.organisation_id)


@pytest.fixture
def officer():
    return make_actor("郑监管", role="bureau_officer")


def grow(firm, wu, *, name="演示甲醇储罐", before=(5, 5), after=(3, 4)):
    parent = create_object(enterprise_id=firm.pk, name="演示储罐区", actor=wu)
    unit = create_unit(object_id=parent.pk, name=name, longitude=119.1, latitude=29.0, actor=wu)
    event = create_event(
        unit_id=unit.pk,
        name="演示泄漏起火",
        method="LS",
        accident_kinds=["08"],
        inherent_inputs={"L": before[0], "S": before[1]},
        residual_inputs={"L": after[0], "S": after[1]},
        actor=wu,
    )
    control = create_control(
        event_id=event.pk,
        description="演示可燃气体报警",
        category="engineering",
        period="daily",
        actor=wu,
    )
    return parent, unit, event, control


def test_an_enterprise_builds_its_tree(firm, wu, cast):
    parent, unit, event, control = grow(firm, wu)

    assert (parent.code, unit.code, event.code, control.code) == ("D001", "U001", "E001", "C001")
    assert (event.inherent_score, event.inherent_level) == (25, 1)
    assert (event.residual_score, event.residual_level) == (12, 3)
    unit.refresh_from_db()
    assert unit.current_level == 4, "no colour before an assessment is in force"
    for action, noun in (
        ("risk.object.created", parent),
        ("risk.unit.created", unit),
        ("risk.event.created", event),
        ("risk.control.created", control),
    ):
        assert_audited(action, noun, by=wu)
    assert_emitted(RiskTreeChanged, object_id=control.pk, kind="control")

    update_object(object_id=parent.pk, name="演示罐区", actor=wu)
    update_unit(unit_id=unit.pk, longitude=119.2, latitude=29.1, actor=wu)
    update_control(control_id=control.pk, period="weekly", actor=wu)
    update_event(
        event_id=event.pk,
        method="LEC",
        inherent_inputs={"L": 3, "E": 6, "C": 15},
        residual_inputs={"L": 1, "E": 6, "C": 15},
        actor=wu,
    )
    event.refresh_from_db()
    assert (event.inherent_score, event.inherent_level) == (270, 2)
    assert (event.residual_score, event.residual_level) == (90, 3)
    for action, noun in (
        ("risk.object.changed", parent),
        ("risk.unit.changed", unit),
        ("risk.event.changed", event),
        ("risk.control.changed", control),
    ):
        assert_audited(action, noun, by=wu)
    retire_control(control_id=control.pk, reason="拆除", actor=wu)
    assert_audited("risk.control.retired", control, by=wu)
    with pytest.raises(NotVisible):
        create_unit(object_id=parent.pk, name="x", actor=cast.qian)
    with pytest.raises(NotPermitted):
        create_unit(object_id=parent.pk, name="x", actor=cast.zhao)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"inherent_inputs": {"L": 7, "S": 1}}, "inherent_L"),
        ({"inherent_inputs": {"L": 1}}, "inherent_S"),
        ({"inherent_inputs": {"L": 1, "S": 1}, "residual_inputs": {"L": 5, "S": 5}}, "residual"),
        ({"inherent_inputs": {"L": 1, "S": 1}, "accident_kinds": ["99"]}, "accident_kinds"),
        ({"inherent_inputs": {"L": 1, "S": 1}, "criteria": ["?"]}, "criteria"),
    ],
)
def test_a_judgement_must_stand_on_the_scales(firm, wu, facts, field):
    _parent, unit, _event, _control = grow(firm, wu)
    with pytest.raises(InvalidInput) as refused:
        create_event(unit_id=unit.pk, name="x", method="LS", actor=wu, **facts)
    assert field in refused.value.fields


def test_direct_judgement_gives_the_level_at_once(firm, wu):
    _parent, unit, _event, _control = grow(firm, wu)
    event = create_event(
        unit_id=unit.pk, name="重大危险源", method="DIRECT", criteria=["ZJ-03"], actor=wu
    )
    assert (event.inherent_level, event.residual_level) == (1, 1)


def test_only_people_of_the_enterprise_answer_for_its_units(firm, wu):
    stranger = PersonFactory()
    with pytest.raises(InvalidInput) as refused:
        create_object(enterprise_id=firm.pk, name="x", responsible_id=stranger.pk, actor=wu)
    assert "responsible_id" in refused.value.fields
    parent = create_object(enterprise_id=firm.pk, name="x", code="A1", actor=wu)
    with pytest.raises(InvalidInput):
        create_object(enterprise_id=firm.pk, name="y", code="A1", actor=wu)
    with pytest.raises(InvalidInput):
        create_unit(object_id=parent.pk, name="y", longitude=1.0, latitude=None, actor=wu)


def test_a_version_is_submitted_approved_and_in_force(firm, wu, officer):
    _parent, unit, event, _control = grow(firm, wu)
    version = open_assessment(enterprise_id=firm.pk, trigger="first", actor=wu)
    assert open_assessment(enterprise_id=firm.pk, trigger="first", actor=wu) == version
    assert_audited("risk.assessment.opened", version, by=wu)

    submit_assessment(assessment_id=version.pk, actor=wu)
    assert_state(version, "submitted")
    assert_audited("risk.assessment.submitted", version, by=wu)
    return_assessment(assessment_id=version.pk, reason="缺应急措施", actor=officer)
    assert_state(version, "returned")
    assert_audited("risk.assessment.returned", version)
    submit_assessment(assessment_id=version.pk, actor=wu)
    with pytest.raises(NotPermitted):
        approve_assessment(assessment_id=version.pk, actor=wu)
    approve_assessment(assessment_id=version.pk, actor=officer, comment="同意")

    version.refresh_from_db()
    assert version.state == "in_force"
    assert version.due_on == clock.today() + timedelta(days=365)
    assert_audited("risk.assessment.in_force", version)
    assert_emitted(AssessmentInForce, assessment_id=version.pk)
    unit.refresh_from_db()
    assert (unit.inherent_level, unit.residual_level, unit.current_level) == (1, 3, 3)
    firm.refresh_from_db()
    assert firm.risk_level == 3
    assert EnterpriseRisk.objects.get(pk=firm.pk).yellow == 1
    assert any("版本" in str(entry.reason) or entry.level == 3 for entry in timeline_of(firm, wu))

    update_event(
        event_id=event.pk,
        method="LS",
        inherent_inputs={"L": 5, "S": 5},
        residual_inputs={"L": 4, "S": 4},
        actor=wu,
    )
    unit.refresh_from_db()
    assert unit.current_level == 3, "a change counts when the next version is in force"
    second = require_reassessment(
        enterprise_id=firm.pk, trigger="change", note="改造", actor=system_actor("risk")
    )
    submit_assessment(assessment_id=second.pk, actor=wu)
    approve_assessment(assessment_id=second.pk, actor=officer)
    unit.refresh_from_db()
    assert unit.current_level == 2
    assert_state(version, "superseded")
    second.refresh_from_db()
    lines = compare_assessments(version, second)
    assert [(line.code, line.what) for line in lines] == [(unit.code, "level")]


def test_a_version_weighs_the_open_factors(firm, wu, officer):
    _parent, unit, _event, _control = grow(firm, wu)
    record_factor(
        enterprise_id=firm.pk,
        unit_id=unit.pk,
        kind="major_hazard",
        source_type="t",
        source_id=1,
        explanation="演示重大隐患",
        actor=system_actor("risk"),
    )
    version = open_assessment(enterprise_id=firm.pk, trigger="first", actor=wu)
    submit_assessment(assessment_id=version.pk, actor=wu)
    approve_assessment(assessment_id=version.pk, actor=officer)
    unit.refresh_from_db()
    assert (unit.residual_level, unit.current_level) == (3, 1)


def test_nothing_to_assess_is_refused(firm, wu):
    version = open_assessment(enterprise_id=firm.pk, trigger="first", actor=wu)
    with pytest.raises(NothingToAssess):
        submit_assessment(assessment_id=version.pk, actor=wu)
    parent = create_object(enterprise_id=firm.pk, name="演示区", actor=wu)
    create_unit(object_id=parent.pk, name="演示空单元", actor=wu)
    with pytest.raises(NothingToAssess, match="演示空单元"):
        submit_assessment(assessment_id=version.pk, actor=wu)


def test_a_retired_unit_leaves_the_counts(firm, wu):
    unit = RiskUnitFactory(enterprise=firm, current_level=1, residual_level=1, inherent_level=1)
    retire_unit(unit_id=unit.pk, reason="拆除", actor=wu)
    assert EnterpriseRisk.objects.get(pk=firm.pk).red == 0
    assert_audited("risk.unit.retired", unit, by=wu)


def test_units_follow_the_region_of_the_dossier_and_another_sector_calls_for_a_version(
    firm, wu, officer
):
    _parent, unit, _event, _control = grow(firm, wu)
    version = open_assessment(enterprise_id=firm.pk, trigger="first", actor=wu)
    submit_assessment(assessment_id=version.pk, actor=wu)
    approve_assessment(assessment_id=version.pk, actor=officer)
    region(OTHER_VILLAGE, "演示另村")
    update_enterprise(
        enterprise_id=firm.pk, region_id=OTHER_VILLAGE, is_major_hazard=True, actor=officer
    )
    unit.refresh_from_db()
    assert unit.region_id == OTHER_VILLAGE
    assert Assessment.objects.get(enterprise=firm, state="draft").trigger == "change"


def test_the_units_of_a_merged_dossier_come_along(firm, wu, cast):
    grow(firm, wu)
    other = EnterpriseFactory()
    grow(other, cast.wu(other.organisation_id))
    take_over(enterprise_id=firm.pk, former_id=other.pk, actor=system_actor("risk"))
    assert sorted(RiskUnit.objects.values_list("enterprise_id", "code")) == [
        (firm.pk, "U001"),
        (firm.pk, f"U001-{other.pk}"),
    ]


def test_officers_publish_bands_and_rules(firm, wu, officer, run_jobs):
    unit = RiskUnitFactory(enterprise=firm)
    record_factor(
        enterprise_id=firm.pk,
        unit_id=unit.pk,
        kind="open_hazard",
        source_type="t",
        source_id=1,
        explanation="演示",
        actor=system_actor("risk"),
    )
    bands = publish_bands(
        method="LS",
        red_from=18,
        orange_from=12,
        yellow_from=6,
        source="县局〔2026〕1号",
        actor=officer,
    )
    assert (bands.version, MethodVersion.objects.filter(method="LS", is_current=True).count()) == (
        2,
        1,
    )
    assert_audited("risk.method.published", bands, by=officer)
    _parent, _unit, event, _control = grow(firm, wu)
    assert event.residual_level == 2, "12 is orange under the new bands"

    table = publish_rules(
        rules=[
            {
                "kind": "open_hazard",
                "at_least": 1,
                "effect": "set",
                "amount": 1,
                "basis": "县局〔2026〕2号",
            }
        ],
        note="从严",
        actor=officer,
    )
    assert_audited("risk.rules.published", table, by=officer)
    run_jobs()
    unit.refresh_from_db()
    assert unit.current_level == 1

    with pytest.raises(NotPermitted):
        publish_rules(rules=[], note="", actor=wu)
    with pytest.raises(InvalidInput):
        publish_rules(rules=[], note="", actor=officer)
    with pytest.raises(InvalidInput):
        publish_bands(
            method="LS", red_from=1, orange_from=2, yellow_from=3, source="x", actor=officer
        )
