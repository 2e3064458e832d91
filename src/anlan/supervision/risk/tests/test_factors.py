"""Factors change levels at once, with the reason; any order gives the same level."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.testing import assert_audited, assert_emitted
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory
from anlan.supervision.risk.events import EnterpriseRegraded, FactorLifted, UnitRegraded
from anlan.supervision.risk.grading import Rule, grade
from anlan.supervision.risk.models import EnterpriseRisk, RegradeRecord, RiskFactor, RiskUnit
from anlan.supervision.risk.public import (
    enterprise_level,
    find_unit_at,
    lift_factor,
    list_factors,
    list_units,
    rebuild_tallies,
    record_factor,
)
from anlan.supervision.risk.selectors import roll_up, total
from anlan.supervision.risk.services.factors import current_rules
from anlan.supervision.risk.tests.factories import RiskUnitFactory, load_reference

ACTOR = system_actor("risk")
KINDS = (
    "open_hazard",
    "major_hazard",
    "failed_check",
    "missed_check",
    "alarm",
    "lapsed_licence",
    "overdue_inspection",
)


@pytest.fixture
def reference(db):
    load_reference()


@pytest.fixture
def unit(reference):
    found = RiskUnitFactory()
    rebuild_tallies(actor=ACTOR, enterprise_ids=[found.enterprise_id])
    return found


def record(unit, kind, number, severity=""):
    return record_factor(
        enterprise_id=unit.enterprise_id,
        unit_id=unit.pk,
        kind=kind,
        severity=severity,
        source_type="tests.Cause",
        source_id=number,
        explanation=f"演示原因{number}",
        url=f"/demo/{number}/",
        actor=ACTOR,
    )


def level(unit) -> int:
    return RiskUnit.objects.get(pk=unit.pk).current_level


def test_a_major_hazard_turns_unit_and_enterprise_red_and_back(unit):
    record(unit, "major_hazard", 1)

    assert level(unit) == 1
    unit.enterprise.refresh_from_db()
    assert unit.enterprise.risk_level == 1
    assert enterprise_level(unit.enterprise_id) == 1
    history = RegradeRecord.objects.get(unit=unit)
    assert (history.from_level, history.to_level, history.source_url) == (3, 1, "/demo/1/")
    assert "演示原因1" in history.why
    assert history.rules_version == 1
    assert_audited("risk.factor.recorded", history.factor)
    assert_emitted(UnitRegraded, unit_id=unit.pk, from_level=3, to_level=1)
    assert_emitted(EnterpriseRegraded, enterprise_id=unit.enterprise_id, to_level=1)

    assert lift_factor(source_type="tests.Cause", source_id=1, reason="已整改", actor=ACTOR) == 1

    assert level(unit) == 3
    unit.enterprise.refresh_from_db()
    assert unit.enterprise.risk_level == 3
    assert "已整改" in RegradeRecord.objects.filter(unit=unit).first().why
    assert_audited("risk.factor.lifted", history.factor)
    assert_emitted(FactorLifted, factor_id=history.factor_id)


def test_two_general_hazards_raise_by_one_and_the_same_cause_counts_once(unit):
    record(unit, "open_hazard", 1)
    record(unit, "open_hazard", 1)
    assert level(unit) == 3
    assert RiskFactor.objects.count() == 1

    record(unit, "open_hazard", 2)
    assert level(unit) == 2

    lift_factor(source_type="tests.Cause", source_id=2, reason="闭环", actor=ACTOR)
    assert level(unit) == 3
    assert lift_factor(source_type="tests.Cause", source_id=2, reason="再次", actor=ACTOR) == 0


def test_a_factor_that_grows_graver_is_weighed_anew(unit):
    record(unit, "alarm", 1, severity="3")
    assert level(unit) == 3
    record(unit, "alarm", 1, severity="1")
    assert level(unit) == 1


def test_a_factor_of_the_whole_enterprise_raises_the_enterprise_only(unit):
    record_factor(
        enterprise_id=unit.enterprise_id,
        kind="lapsed_licence",
        source_type="enterprises.licence",
        source_id=5,
        explanation="演示许可证过期",
        actor=ACTOR,
    )

    assert level(unit) == 3
    assert enterprise_level(unit.enterprise_id) == 2
    assert RegradeRecord.objects.get().unit is None


def test_refusals(unit):
    other = RiskUnitFactory()
    with pytest.raises(InvalidInput):
        record_factor(
            enterprise_id=unit.enterprise_id,
            unit_id=other.pk,
            kind="open_hazard",
            source_type="t",
            source_id=1,
            explanation="x",
            actor=ACTOR,
        )
    with pytest.raises(InvalidInput):
        record(unit, "weather", 1)
    with pytest.raises(NotVisible):
        record_factor(
            enterprise_id=0,
            kind="open_hazard",
            source_type="t",
            source_id=1,
            explanation="x",
            actor=ACTOR,
        )
    assert not RiskFactor.objects.exists()


def test_an_enterprise_without_units_keeps_the_level_of_its_dossier(reference):
    enterprise = EnterpriseFactory(risk_level=3)
    facts = {"source_type": "t", "source_id": 1}
    record_factor(
        enterprise_id=enterprise.pk,
        kind="lapsed_licence",
        explanation="演示",
        actor=ACTOR,
        **facts,
    )
    assert enterprise_level(enterprise.pk) == 2
    lift_factor(**facts, reason="已换证", actor=ACTOR)
    assert enterprise_level(enterprise.pk) == 3


def test_doors_start_from_what_is_visible(unit, cast):
    record(unit, "open_hazard", 1)
    own = cast.wu(unit.enterprise.organisation_id)

    assert [u.id for u in list_units(unit.enterprise_id, own)] == [unit.pk]
    assert len(list_factors(own, unit_id=unit.pk)) == 1
    assert list_units(unit.enterprise_id, cast.qian) == []
    assert list_factors(cast.qian, unit_id=unit.pk) == []
    near = {"enterprise_id": unit.enterprise_id, "latitude": 29.028}
    assert find_unit_at(longitude=119.1721, **near) == unit.pk
    assert find_unit_at(longitude=119.2, **near) is None


RULES = st.builds(
    Rule,
    kind=st.sampled_from(KINDS),
    severity=st.sampled_from(["", "1", "2"]),
    at_least=st.integers(1, 5),
    effect=st.sampled_from(["lift", "set"]),
    amount=st.integers(1, 4),
)
FACTORS = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(["", "1", "2"])), max_size=12)


@given(st.integers(1, 4), FACTORS, st.lists(RULES, max_size=10), st.randoms())
def test_the_level_does_not_depend_on_any_order(base, factors, rules, chance):
    shuffled, mixed = list(factors), list(rules)
    chance.shuffle(shuffled)
    chance.shuffle(mixed)

    found = grade(base, factors, rules)

    assert grade(base, shuffled, mixed).level == found.level
    assert 1 <= found.level <= base
    assert grade(base, [], rules).level == base
    assert grade(base, [*factors, ("open_hazard", "")], rules).level <= found.level


@pytest.mark.django_db(transaction=False)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(KINDS),
            st.integers(1, 6),
            st.sampled_from(["", "1", "2"]),
            st.booleans(),
        ),
        min_size=1,
        max_size=14,
    ),
    seed=st.integers(0, 9999),
)
def test_any_order_of_causes_gives_the_same_levels_and_the_roll_up_is_a_recount(
    reference, steps, seed
):
    chance = random.Random(seed)
    units = [RiskUnitFactory(residual_level=n, current_level=n) for n in (2, 3, 4, 4)]
    units[3].enterprise, units[3].region = units[2].enterprise, units[2].region
    units[3].save()
    ids = [unit.enterprise_id for unit in units]
    rebuild_tallies(actor=ACTOR, enterprise_ids=ids)
    known: dict[str, tuple[int, str, str]] = {}
    for index, kind, number, severity, is_lift in steps:
        source = f"{units[index].pk}:{kind}:{number}"
        if is_lift:
            lift_factor(source_type="tests.Cause", source_id=source, reason="闭环", actor=ACTOR)
            known.pop(source, None)
        else:
            record(units[index], kind, source, severity)
            known[source] = (index, kind, severity)
    rules, _version = current_rules()

    for index, unit in enumerate(units):
        weighing = [(kind, severity) for at, kind, severity in known.values() if at == index]
        chance.shuffle(weighing)
        assert level(unit) == grade(unit.residual_level, weighing, rules).level

    for tally in EnterpriseRisk.objects.filter(pk__in=ids):
        levels = list(
            RiskUnit.objects.filter(enterprise_id=tally.pk).values_list("current_level", flat=True)
        )
        counts = [levels.count(n) for n in (1, 2, 3, 4)]
        assert [tally.red, tally.orange, tally.yellow, tally.blue] == counts
        assert tally.level == min(levels)
    summed = total(roll_up(ACTOR))
    everything = list(RiskUnit.objects.values_list("current_level", flat=True))
    assert [summed.red, summed.orange, summed.yellow, summed.blue] == [
        everything.count(n) for n in (1, 2, 3, 4)
    ]
