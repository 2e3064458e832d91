"""The checker: what is missing or contradicts itself, and what keeps a plan from force."""

from __future__ import annotations

from datetime import date

import pytest

from anlan.base.organisations.tests.factories import OrganisationFactory
from anlan.command.plans import reference
from anlan.command.plans.choices import PlanState
from anlan.command.plans.gaps import find_gaps, open_gaps
from anlan.command.plans.models import Plan, PlanContact, PlanLevel, PlanSection, PlanTrigger
from anlan.command.plans.services.care import acknowledge
from anlan.command.plans.services.plans import publish_plan
from anlan.command.plans.tests.factories import (
    PlanFactory,
    PlanGroupFactory,
    PlanLevelFactory,
    PlanTaskFactory,
    PlanTriggerFactory,
)
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotVisible, TransitionRefused
from anlan.kernel.testing import assert_audited

pytestmark = pytest.mark.django_db


def codes(plan: Plan) -> set[str]:
    """The codes of everything found."""
    return {gap.code for gap in find_gaps(plan)}


def level(plan: Plan, number: int, *conditions: tuple[str, str, object], **values) -> PlanLevel:
    """A level with one clause a condition."""
    row = PlanLevelFactory(plan=plan, level=number, **values)
    for clause, (fact, comparison, value) in enumerate(conditions, 1):
        PlanTriggerFactory(
            level=row, clause=clause, fact=fact, comparison=comparison, value=value,
            words=f"{fact} {value}",
        )  # fmt: skip
    return row


def test_every_plan_of_the_platform_passes_its_own_check_without_an_error():
    reference.load(system_actor("reference"))
    plans = Plan.objects.filter(state=PlanState.PUBLISHED)
    assert plans.count() == 8
    for plan in plans:
        assert [gap.words for gap in find_gaps(plan) if gap.is_error] == []
        tasks = sum(group.tasks.count() for group in plan.groups.all())
        assert 20 <= tasks <= 40, plan


def test_an_empty_plan_lacks_everything(cast):
    plan = PlanFactory(kind="special")
    assert {"no_level", "no_group", "missing_part", "no_review_day"} <= codes(plan)


def test_levels_that_nothing_reaches_are_errors():
    plan = PlanFactory()
    level(plan, 2, ("deaths", "at_least", 3))
    level(plan, 3, ("deaths", "at_least", 10))
    found = codes(plan)
    assert {"never_reached", "order"} <= found

    Plan.objects.filter(pk=plan.pk).delete()
    plan = PlanFactory()
    level(plan, 2, ("deaths", "at_least", 10))
    level(plan, 3, ("deaths", "at_least", 3), ("trapped", "at_least", 1))
    assert not {"never_reached", "order", "same_trigger"} & codes(plan)


def test_two_levels_with_the_same_trigger_contradict_each_other():
    plan = PlanFactory()
    level(plan, 2, ("grade", "at_most", 2))
    level(plan, 3, ("grade", "at_most", 2), ("deaths", "at_least", 3))
    found = find_gaps(plan)
    same = next(gap for gap in found if gap.code == "same_trigger")
    assert same.is_error and same.part == "trigger"
    assert "never_reached" not in {gap.code for gap in found}


def test_figures_that_cannot_be_are_errors():
    plan = PlanFactory()
    row = level(plan, 2, ("warning_level", "at_most", 7), ("is_toxic", "equals", 1))
    PlanTrigger.objects.create(
        level=row, clause=9, fact="deaths", comparison="at_least", value=10, words="10"
    )
    PlanTrigger.objects.create(
        level=row, clause=9, fact="deaths", comparison="at_most", value=3, words="3"
    )
    assert {"wrong_figure", "contradiction"} <= codes(plan)


def test_a_level_in_words_only_is_a_warning_and_one_without_words_an_error():
    plan = PlanFactory()
    level(plan, 3)
    assert "level_by_hand" in codes(plan)
    PlanLevel.objects.update(conditions="", commander_post="")
    assert {"level_without_condition", "no_commander"} <= codes(plan)


def test_tasks_without_lead_deadline_or_means(cast):
    plan = PlanFactory()
    level(plan, 4, ("deaths", "at_least", 1), expected_hours=1)
    group = PlanGroupFactory(plan=plan, lead_name="")
    PlanTaskFactory(group=group, deadline_minutes=None)
    PlanTaskFactory(group=group, code="T2", deadline_minutes=500, title="搜救被困人员")
    PlanGroupFactory(plan=plan, name="空组")
    assert {
        "no_lead",
        "no_deadline",
        "late_deadline",
        "no_resource",
        "group_without_task",
    } <= codes(plan)


def test_owners_are_looked_up_in_the_contact_book():
    plan = PlanFactory()
    PlanTaskFactory(group=PlanGroupFactory(plan=plan, lead_name="没有这个局"))
    assert "owner_unknown" in codes(plan)
    OrganisationFactory(name="演示县水务中心", short_name="水务中心", duty_phone="")
    plan.groups.update(lead_name="演示县水务中心")
    found = codes(plan)
    assert "owner_unknown" not in found and "no_phone" in found
    PlanContact.objects.create(plan=plan, post="演示县水务中心", phone="0570-0000000")
    assert "no_phone" not in codes(plan)
    PlanContact.objects.update(phone="12")
    assert "contact_phone" in codes(plan)


def test_an_enterprise_plan_without_a_part_of_the_standard_is_kept_from_force(cast):
    plan = PlanFactory(kind="enterprise")
    missing = {gap.about for gap in find_gaps(plan) if gap.code == "missing_part" and gap.is_error}
    assert missing == {
        "general", "organisation", "reporting", "warning", "grading", "response", "recovery",
        "support", "contacts",
    }  # fmt: skip
    PlanSection.objects.create(plan=plan, part="recovery", title="后期处置")
    assert "recovery" not in {g.about for g in find_gaps(plan) if g.code == "missing_part"}


def test_an_overdue_review_is_told():
    plan = PlanFactory(review_due_on=date(2020, 1, 1))
    assert "review_overdue" in codes(plan)


def sound(plan: Plan) -> None:
    """Give a plan what it needs to have no error."""
    level(plan, 4, ("deaths", "at_least", 1))
    PlanTaskFactory(group=PlanGroupFactory(plan=plan))


def test_warnings_are_acknowledged_with_a_reason_before_a_plan_comes_into_force(chemical, cast):
    plan = PlanFactory(kind="special")
    sound(plan)
    assert all(not gap.is_error for gap in open_gaps(plan)) and open_gaps(plan)
    with pytest.raises(TransitionRefused):
        publish_plan(plan_id=plan.pk, actor=cast.lin)
    with pytest.raises(InvalidInput):
        acknowledge(plan_id=plan.pk, actor=cast.lin, reason=" ")
    with pytest.raises(NotVisible):
        acknowledge(plan_id=plan.pk, actor=cast.lin, reason="x", keys=["no such warning"])
    first = open_gaps(plan)[0]
    assert acknowledge(plan_id=plan.pk, actor=cast.lin, reason="已电话核实", keys=[first.key]) == 1
    assert first.key not in {gap.key for gap in open_gaps(plan)}
    acknowledge(plan_id=plan.pk, actor=cast.lin, reason="已电话核实")
    assert_audited("plans.plan.acknowledged", plan)

    publish_plan(plan_id=plan.pk, actor=cast.lin)

    plan.refresh_from_db()
    assert plan.state == PlanState.PUBLISHED
