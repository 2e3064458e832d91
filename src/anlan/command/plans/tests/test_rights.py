"""Who writes which plan: roles × plans × rights, each with the condition it follows from."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest
from django.urls import reverse

from anlan.base.accounts.tests.factories import account_with
from anlan.base.deadlines.public import load_clock_rules
from anlan.base.notifications.models import Notification
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.plans import reference
from anlan.command.plans.choices import PlanState, RecordState
from anlan.command.plans.models import Plan, PlanImport
from anlan.command.plans.permissions import own_plans
from anlan.command.plans.rights import ACCEPT, CHANGE, KEEP, PUBLISH
from anlan.command.plans.services.approving import (
    accept_filing,
    file_plan,
    refuse_filing,
    return_plan,
    submit_plan,
    withdraw_plan,
)
from anlan.command.plans.services.care import acknowledge, add_record
from anlan.command.plans.services.contacts import reveal_contact, shown_phone
from anlan.command.plans.services.editing import change_plan, create_plan, write_part
from anlan.command.plans.services.owners import list_owners
from anlan.command.plans.services.plans import expire_plan, publish_plan, revise_plan
from anlan.command.plans.services.reading import start_import
from anlan.command.plans.tests.factories import (
    PlanContactFactory,
    PlanFactory,
    PlanGroupFactory,
    PlanLevelFactory,
    PlanSectionFactory,
    PlanTaskFactory,
    PlanTriggerFactory,
)
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import (
    InvalidInput,
    NotPermitted,
    NotVisible,
    TransitionRefused,
    WrongState,
)
from anlan.kernel.policy import policy_of
from anlan.kernel.testing import assert_audited, assert_state, make_actor

pytestmark = pytest.mark.django_db

TOWN, OTHER, COUNTY = "330825100", "330825101", "330825"
RIGHTS = (CHANGE, KEEP, PUBLISH, ACCEPT)
ROLES = (
    "county_leader",
    "commander",
    "bureau_officer",
    "duty_officer",
    "department_officer",
    "township_officer",
    "enterprise_manager",
    "team_leader",
    "auditor",
)


@pytest.fixture
def world():
    """Two townships, a department and two enterprises, each with plans."""
    load_clock_rules(reference.DATA / "clock_rules.csv", system_actor("test"))
    county = RegionFactory(county=True)
    here, there = RegionFactory(code=f"{TOWN}000"), RegionFactory(code=f"{OTHER}000")
    office = OrganisationFactory(code="ecology", kind="department", region=county)
    firm = OrganisationFactory(code="firm", kind="enterprise", region=here)
    rival = OrganisationFactory(code="rival", kind="enterprise", region=here)

    def plan(kind: str, region=None, organisation=None) -> Plan:
        return PlanFactory(kind=kind, region=region, organisation=organisation)

    plans = {
        "county": plan("overall"),
        "county special": plan("special", organisation=office),
        "department": plan("department", organisation=office),
        "here": plan("grassroots", here),
        "here point": plan("point", here),
        "there": plan("grassroots", there),
        "there point": plan("point", there),
        "here special": plan("special", here),
        "firm": plan("enterprise", here, firm),
        "rival": plan("enterprise", here, rival),
        "rival unit": plan("unit", here, rival),
    }
    return SimpleNamespace(plans=plans, office=office, firm=firm, rival=rival, here=here)


def scopes(world) -> tuple[Scope, ...]:
    """Everything a role may be held over."""
    return (
        Scope("all"),
        Scope("region", COUNTY),
        Scope("region", TOWN),
        Scope("region", OTHER),
        Scope("organisation", str(world.firm.pk)),
        Scope("organisation", str(world.office.pk)),
    )


def allowed(role: str, scope: Scope, right: str, name: str, world) -> bool:
    """The rule once more, in words of the story and not of the code."""
    plan = world.plans[name]
    of_unit = name in ("firm", "rival", "rival unit")
    own_unit = name == "firm" and scope.value == str(world.firm.pk)
    in_town = plan.region_id is not None and plan.region_id.startswith(scope.value)
    county = scope.kind == "all" or (scope.kind == "region" and scope.value == COUNTY)
    is_county_plan = plan.region_id is None
    keeps = not of_unit and (county or (scope.kind == "region" and in_town and not is_county_plan))
    keeper = role in ("commander", "bureau_officer")
    if right == KEEP:
        return keeper and keeps
    if right == ACCEPT:
        return keeper and of_unit and (county or (scope.kind == "region" and in_town))
    if right == PUBLISH:
        if role == "commander":
            return keeps or own_unit
        return role == "enterprise_manager" and (own_unit or keeps)
    own_place = (
        scope.kind == "region" and not county and in_town and name.split()[0] in ("here", "there")
    ) and plan.kind in ("grassroots", "point")
    own_office = name == "department" and scope.value == str(world.office.pk)
    writer = role in ("department_officer", "township_officer", "enterprise_manager")
    return (keeper and keeps) or ((keeper or writer) and (own_place or own_office or own_unit))


def test_the_rule_holds_for_every_role_scope_right_and_plan(world):
    rights = policy_of(Plan)
    for role, scope, right in itertools.product(ROLES, scopes(world), RIGHTS):
        actor = make_actor(role=role, scope=scope)
        listed = set(rights.permitted(actor, right).values_list("pk", flat=True))
        for name, plan in world.plans.items():
            wanted = allowed(role, scope, right, name, world)
            assert rights.can(actor, right, plan) is wanted, (role, scope, right, name)
            assert (plan.pk in listed) is wanted, (role, scope, right, name)
        # What one may write one may read.
        assert listed <= set(rights.visible(actor).values_list("pk", flat=True)) or not actor.has(
            right
        )


def test_nobody_writes_what_belongs_to_another(world):
    zhao = make_actor(role="township_officer", scope=Scope("region", TOWN))
    wu = make_actor(
        role="enterprise_manager", scope=Scope("organisation", str(world.firm.pk)), name="吴安管"
    )
    for actor, mine in ((zhao, {"here", "here point"}), (wu, {"firm"})):
        for name, plan in world.plans.items():
            if name in mine:
                change_plan(plan_id=plan.pk, actor=actor, purpose="本单位修改")
                continue
            with pytest.raises((NotPermitted, NotVisible)):
                change_plan(plan_id=plan.pk, actor=actor, purpose="别人的预案")
            with pytest.raises((NotPermitted, NotVisible)):
                write_part(plan_id=plan.pk, part="contact", values={"post": "x"}, actor=actor)
            with pytest.raises((NotPermitted, NotVisible)):
                revise_plan(plan_id=plan.pk, actor=actor)
            with pytest.raises((NotPermitted, NotVisible)):
                acknowledge(plan_id=plan.pk, actor=actor, reason="x")
        assert {p.pk for p in own_plans(actor)} == {world.plans[name].pk for name in mine}


def test_a_plan_cannot_be_turned_into_one_of_the_county(world):
    zhao = make_actor(role="township_officer", scope=Scope("region", TOWN))
    with pytest.raises(NotPermitted):
        change_plan(plan_id=world.plans["here"].pk, kind="overall", actor=zhao)
    with pytest.raises(NotPermitted):
        create_plan(code="N", name="x", kind="special", region_id=world.here.pk, actor=zhao)
    wu = make_actor(role="enterprise_manager", scope=Scope("organisation", str(world.firm.pk)))
    with pytest.raises(InvalidInput):
        create_plan(code="N", name="x", kind="department", organisation_id=world.firm.pk, actor=wu)
    made = create_plan(code="N", name="x", kind="unit", organisation_id=world.firm.pk, actor=wu)
    assert made.region_id == world.here.pk
    with pytest.raises(NotPermitted):
        create_plan(code="M", name="x", kind="unit", organisation_id=world.rival.pk, actor=wu)


def test_a_text_under_anothers_code_is_not_read(world):
    wu = make_actor(role="enterprise_manager", scope=Scope("organisation", str(world.firm.pk)))
    text = "综合协调组应当在30分钟内报告。"
    own = {"kind": "enterprise", "organisation_id": world.firm.pk, "text": text, "actor": wu}
    for name in ("county", "rival"):
        with pytest.raises(InvalidInput):
            start_import(name="x", code=world.plans[name].code, **own)
    started = start_import(name="x", code=world.plans["firm"].code, **own)
    assert PlanImport.objects.get().pk == started.pk
    zhao = make_actor(role="township_officer", scope=Scope("region", TOWN))
    assert not policy_of(PlanImport).visible(zhao).exists()


def test_everybody_is_offered_his_own_only(world):
    def keys(role: str, scope: Scope) -> set[str]:
        return {owner.key for owner in list_owners(make_actor(role=role, scope=scope))}

    assert keys("township_officer", Scope("region", TOWN)) == {f"region:{world.here.pk}"}
    firm = f"organisation:{world.firm.pk}"
    assert keys("enterprise_manager", Scope("organisation", str(world.firm.pk))) == {firm}
    office = f"organisation:{world.office.pk}"
    assert keys("department_officer", Scope("organisation", str(world.office.pk))) == {office}
    bureau = keys("bureau_officer", Scope("region", COUNTY))
    assert {"county", office, f"region:{world.here.pk}"} <= bureau and firm not in bureau
    assert keys("department_officer", Scope("region", COUNTY)) == set()


def complete(plan: Plan) -> Plan:
    """Give a plan what the checker asks for."""
    level = PlanLevelFactory(plan=plan)
    PlanTriggerFactory(level=level)
    PlanTaskFactory(group=PlanGroupFactory(plan=plan))
    PlanContactFactory(plan=plan)
    for part in ("general", "reporting", "warning", "recovery", "support"):
        PlanSectionFactory(plan=plan, part=part)
    acknowledge(plan_id=plan.pk, reason="核对", actor=system_actor("test"))
    return plan


def test_a_township_submits_and_the_commander_approves_or_returns(world):
    plan = complete(world.plans["here"])
    town = PersonFactory(organisation=world.firm)
    lin = account_with("commander", scope_value=COUNTY)
    account_with("township_officer", scope_value=TOWN, person=town)
    zhao = make_actor(role="township_officer", scope=Scope("region", TOWN), name="赵乡镇")
    chief = make_actor(role="commander", scope=Scope("region", COUNTY), name="林指挥")
    with pytest.raises(NotPermitted):
        publish_plan(plan_id=plan.pk, actor=zhao)

    submit_plan(plan_id=plan.pk, actor=zhao)
    assert_state(plan, PlanState.SUBMITTED)
    assert Notification.objects.filter(person=lin.person, subject_id=str(plan.pk)).exists()
    with pytest.raises(WrongState):
        change_plan(plan_id=plan.pk, actor=zhao, name="改")
    with pytest.raises(NotPermitted):
        return_plan(plan_id=plan.pk, actor=zhao, reason="x")
    with pytest.raises(InvalidInput):
        return_plan(plan_id=plan.pk, actor=chief, reason=" ")

    return_plan(plan_id=plan.pk, actor=chief, reason="缺少避险路线")
    plan.refresh_from_db()
    assert (plan.state, plan.returned_reason) == (PlanState.RETURNED, "缺少避险路线")
    assert Notification.objects.filter(person=town, body="缺少避险路线").exists()
    change_plan(plan_id=plan.pk, actor=zhao, purpose="补充避险路线")
    submit_plan(plan_id=plan.pk, actor=zhao)
    withdraw_plan(plan_id=plan.pk, actor=zhao)
    submit_plan(plan_id=plan.pk, actor=zhao)
    publish_plan(plan_id=plan.pk, actor=chief)
    assert_state(plan, PlanState.PUBLISHED)
    for action in ("submitted", "returned", "withdrawn", "published"):
        assert_audited(f"plans.plan.{action}", plan)


def test_a_unit_puts_its_plan_into_force_and_files_it(world):
    plan = complete(world.plans["firm"])
    wu = make_actor(role="enterprise_manager", scope=Scope("organisation", str(world.firm.pk)))
    bureau = make_actor(role="bureau_officer", scope=Scope("region", COUNTY), name="局科室")
    chief = make_actor(role="commander", scope=Scope("region", COUNTY))
    with pytest.raises(NotPermitted):
        publish_plan(plan_id=plan.pk, actor=chief)
    with pytest.raises(TransitionRefused):
        submit_plan(plan_id=plan.pk, actor=wu)
    with pytest.raises(WrongState):
        file_plan(plan_id=plan.pk, actor=wu)
    publish_plan(plan_id=plan.pk, actor=wu)
    with pytest.raises(InvalidInput):
        add_record(plan_id=plan.pk, kind="filing", done_on=plan.created_at.date(), actor=wu)

    first = file_plan(plan_id=plan.pk, actor=wu)
    with pytest.raises(WrongState):
        file_plan(plan_id=plan.pk, actor=wu)
    with pytest.raises(NotPermitted):
        accept_filing(record_id=first.pk, actor=wu)
    refuse_filing(record_id=first.pk, reason="缺评审意见", actor=bureau)
    second = file_plan(plan_id=plan.pk, actor=wu)
    accept_filing(record_id=second.pk, actor=bureau)
    assert_state(first, RecordState.REFUSED)
    assert type(second).objects.get(pk=second.pk).number.endswith("0001号")
    assert_audited("plans.filing.accepted", plan)
    with pytest.raises(NotPermitted):
        expire_plan(plan_id=plan.pk, actor=chief, reason="x")


def test_a_departments_officer_for_the_whole_county_writes_its_plan(world):
    """Whatever his area, the department's own plan is his; another department's is not."""
    person = PersonFactory(organisation=world.office)
    account = account_with(
        "department_officer", scope_kind="region", scope_value=COUNTY, person=person
    )
    officer = make_actor(
        role="department_officer",
        scope=Scope("region", COUNTY),
        organisation_id=world.office.pk,
    )
    rights, own = policy_of(Plan), world.plans["department"]
    other = PlanFactory(kind="department", organisation=OrganisationFactory(kind="department"))
    assert account.pk and rights.can(officer, CHANGE, own)
    assert not rights.can(officer, CHANGE, other)
    assert not rights.can(officer, CHANGE, world.plans["county special"])
    assert set(rights.permitted(officer, CHANGE)) == {own} == set(own_plans(officer))
    assert [owner.key for owner in list_owners(officer)] == [f"organisation:{world.office.pk}"]
    assert person.pk in rights.who_can(CHANGE, own)
    plan = create_plan(
        code="DEPT-9",
        name="演示生态环境部门预案",
        kind="department",
        organisation_id=world.office.pk,
        actor=officer,
    )
    assert plan.organisation_id == world.office.pk


def test_numbers_of_people_in_a_plan_are_shown_on_record(world, client):
    plan = world.plans["firm"]
    boss = PlanContactFactory(plan=plan, post="主要负责人", phone="19900000001")
    desk = PlanContactFactory(plan=plan, post="值班电话", phone="0570-0000001")
    own = make_actor(role="enterprise_manager", scope=Scope("organisation", str(world.firm.pk)))
    rival = make_actor(role="enterprise_manager", scope=Scope("organisation", str(world.rival.pk)))
    auditor = make_actor(role="auditor")
    assert shown_phone(boss) == "199******01" and shown_phone(desk) == desk.phone
    assert reveal_contact(contact_id=boss.pk, actor=own) == boss.phone
    assert_audited("plans.contact.revealed", plan, by=own)
    with pytest.raises(NotVisible):
        reveal_contact(contact_id=boss.pk, actor=rival)
    with pytest.raises(NotPermitted):
        reveal_contact(contact_id=boss.pk, actor=auditor)
    client.force_login(account_with("bureau_officer"))
    page = client.get(plan.get_absolute_url()).content.decode()
    assert boss.phone not in page and desk.phone in page
    url = reverse("plans:contact_phone", args=[boss.pk])
    assert url in page and boss.phone in client.post(url).content.decode()
