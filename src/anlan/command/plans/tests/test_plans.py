"""The plan library: loading, versions, triggers, pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.command.plans import reference
from anlan.command.plans.choices import PlanState
from anlan.command.plans.events import PlanExpired, PlanPublished, PlanRevised
from anlan.command.plans.models import Plan, PlanTask
from anlan.command.plans.public import get_level, match_plans
from anlan.command.plans.rules import clause_reached, holds
from anlan.command.plans.services.plans import expire_plan, publish_plan, revise_plan
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, TransitionRefused, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, assert_state

pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    """The plans that come with the platform."""
    reference.load(system_actor("reference"))


def chemical_plan() -> Plan:
    """The demonstration plan for hazardous chemicals."""
    return Plan.objects.get(code="ZX-WHP", state=PlanState.PUBLISHED)


def test_the_plans_of_the_platform_are_complete_and_loading_twice_changes_nothing(library):
    assert Plan.objects.in_force().count() == 8
    plan = chemical_plan()
    assert sorted(plan.levels.values_list("level", flat=True)) == [1, 2, 3, 4]
    assert plan.groups.count() == 10
    assert PlanTask.objects.filter(group__plan=plan).count() == 30
    assert not PlanTask.objects.filter(is_verified=True, legal_basis="").exists()
    before = Plan.objects.count(), PlanTask.objects.count()

    reference.load(system_actor("reference"))

    assert (Plan.objects.count(), PlanTask.objects.count()) == before
    assert_audited("plans.plan.published", plan)


def test_every_task_below_its_group_is_given_when_the_group_is_formed(library):
    for task in PlanTask.objects.select_related("group"):
        assert task.deadline_minutes > 0
        assert task.from_level <= 4 and task.group.from_level <= 4


def test_a_red_toxic_alarm_reaches_level_three_with_its_reasons(library):
    facts = {"is_toxic": True, "alarm_level": 1, "grade": 4, "deaths": 0, "trapped": 0}

    best = match_plans(kind="chemical", facts=facts, region_code="330825100000")[0]

    assert best.level == 3
    assert best.plan_name == "危险化学品生产安全事故应急预案（演示）"
    assert any("红色" in reason.words for reason in best.reasons)


#: kind, known facts, code of the plan that goes first, level it reaches
FIRST = (
    ("chemical", {"deaths": 3}, "ZX-WHP", 2),
    ("chemical", {"is_toxic": True, "people_within_500m": 620}, "ZX-WHP", 2),
    ("chemical", {"grade": 2}, "ZX-WHP", 1),
    ("chemical", {}, "ZX-WHP", 4),
    ("flood", {"warning_level": 2}, "ZX-FX", 3),
    ("flood", {"warning_level": 1}, "ZX-FX", 2),
    ("forest_fire", {"burnt_area_ha": 12}, "ZX-SLHZ", 2),
    ("traffic", {"deaths": 4}, "ZT-TFSJ", 3),
    ("geological", {"trapped": 1}, "ZX-DZ", 3),
    ("mine", {"trapped": 12}, "ZX-KS", 2),
    ("fire", {"is_flammable": True, "people_within_500m": 700}, "ZX-HZ", 3),
    ("earthquake", {"magnitude": 6.2}, "ZX-DIZ", 2),
)


def test_the_plan_written_for_the_kind_goes_first(library):
    for kind, facts, code, level in FIRST:
        best = match_plans(kind=kind, facts=facts)[0]

        assert (Plan.objects.get(pk=best.plan_id).code, best.level) == (code, level), kind


def test_an_unknown_fact_is_neither_zero_nor_yes(library):
    trigger = chemical_plan().levels.get(level=3).triggers.get(fact="deaths")

    assert not holds(trigger, {})
    assert not holds(trigger, {"deaths": 0})
    assert holds(trigger, {"deaths": 1})
    triggers = list(chemical_plan().levels.get(level=3).triggers.all())
    assert clause_reached(triggers, {"is_toxic": True}) == ()


def test_a_higher_level_forms_more_groups_and_gives_more_tasks(library):
    plan = chemical_plan()
    levels = {row.level: get_level(row.pk) for row in plan.levels.all()}

    assert len(levels[4].groups) < len(levels[3].groups) <= len(levels[1].groups)
    assert len(levels[4].tasks) < len(levels[3].tasks)
    group_ids = {g.id for g in levels[4].groups}
    assert {t.group_id for t in levels[4].tasks} <= group_ids


def test_a_revision_replaces_the_version_in_force(library, cast):
    plan = chemical_plan()

    draft = revise_plan(plan_id=plan.pk, actor=cast.lin)
    assert (draft.version, draft.state) == (2, PlanState.DRAFT)
    assert PlanTask.objects.filter(group__plan=draft).count() == 30
    assert_emitted(PlanRevised, plan_id=draft.pk)
    with pytest.raises(WrongState):
        revise_plan(plan_id=plan.pk, actor=cast.lin)
    with pytest.raises(NotPermitted):
        publish_plan(plan_id=draft.pk, actor=cast.sun)

    lin = cast.lin
    publish_plan(plan_id=draft.pk, actor=lin)

    assert_state(draft, PlanState.PUBLISHED)
    assert_state(plan, PlanState.EXPIRED)
    assert_emitted(PlanPublished, plan_id=draft.pk)
    assert_emitted(PlanExpired, plan_id=plan.pk)
    assert_audited("plans.plan.published", draft, by=lin)


def test_a_plan_without_tasks_cannot_come_into_force(library, cast):
    empty = Plan.objects.create(code="X", name="空预案（演示）", kind="special")

    with pytest.raises(TransitionRefused):
        publish_plan(plan_id=empty.pk, actor=cast.lin)
    with pytest.raises(TransitionRefused):
        expire_plan(plan_id=empty.pk, actor=cast.lin, reason="x")
    with pytest.raises(InvalidInput):
        expire_plan(plan_id=chemical_plan().pk, actor=cast.lin, reason="")


def test_pages_show_the_plan_to_readers_only(library, client, sign_in):
    assert client.get(reverse("plans:list")).status_code == 302
    plan = chemical_plan()
    sign_in(client, "duty_officer")

    text = client.get(reverse("plans:list")).content.decode()
    assert plan.name in text
    page = client.get(reverse("plans:detail", args=[plan.pk])).content.decode()
    assert "切断泄漏源" in page and "综合协调组" in page and "III级响应" in page

    answer = client.get(f"/api/v1/plans/{plan.pk}").json()
    assert [level["level"] for level in answer["levels"]] == [1, 2, 3, 4]

    sign_in(client, "grid_worker")
    assert client.get(reverse("plans:detail", args=[plan.pk])).status_code in (403, 404)
