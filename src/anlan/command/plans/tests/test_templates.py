"""Templates by class of unit: each makes a draft the checker finds no error in."""

from __future__ import annotations

import pytest
from django.urls import reverse

from anlan.base.organisations.models import Person
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.plans.gaps import find_gaps
from anlan.command.plans.models import Plan, PlanTask
from anlan.command.plans.services.templating import (
    all_templates,
    create_from_template,
    owners_for,
)
from anlan.kernel.actor import Scope, system_actor
from anlan.kernel.errors import NotPermitted, NotVisible
from anlan.kernel.testing import assert_audited, make_actor

pytestmark = pytest.mark.django_db

TOWN = "330825100"
CLASSES = {
    "construction",
    "elderly_home",
    "hazardous_chemicals",
    "hospital",
    "mall",
    "mine",
    "school",
    "small_place",
    "tourist_site",
    "township",
    "village",
}


@pytest.fixture
def town():
    """A township with its office and a man in office."""
    region = RegionFactory(code=f"{TOWN}000")
    office = OrganisationFactory(code="office", kind="township", region=region, name="演示乡政府")
    PersonFactory(organisation=office, title="乡长", name="演示甲")
    return region


@pytest.fixture
def firm(town):
    """An enterprise with a manager."""
    firm = OrganisationFactory(code="firm", kind="enterprise", region=town, name="演示化工厂")
    PersonFactory(organisation=firm, title="总经理", name="演示乙")
    return firm


def town_officer():
    """The officer of the township."""
    return make_actor(role="township_officer", scope=Scope("region", TOWN))


def manager(firm):
    """The safety manager of the enterprise."""
    return make_actor(role="enterprise_manager", scope=Scope("organisation", str(firm.pk)))


def test_there_is_a_template_for_every_class():
    assert {template.code for template in all_templates()} == CLASSES
    assert len({template.summary for template in all_templates()}) == len(CLASSES)


def test_every_template_makes_a_draft_without_an_error(town, firm):
    for template in all_templates():
        actor = town_officer() if template.kind in ("grassroots", "point") else manager(firm)
        (owner, *_rest) = owners_for(template, actor)
        plan = create_from_template(template_code=template.code, owner_key=owner.key, actor=actor)
        gaps = find_gaps(plan)
        errors = [gap.words for gap in gaps if gap.is_error]
        if template.code == "village":  # nobody of the village is in the contact book here
            assert "119" in plan.contacts.values_list("phone", flat=True)
        assert errors == [], template.code
        tasks = PlanTask.objects.filter(group__plan=plan)
        assert not tasks.filter(deadline_minutes__isnull=True).exists()
        assert not tasks.filter(is_verified=True, legal_basis="").exists()
        assert not tasks.filter(evidence="").exists()
        words = f"{plan.name}{plan.purpose}{[s.text for s in plan.sections.all()]}"
        words += "".join(f"{t.title}{t.instruction}" for t in tasks)
        assert "{" not in words and "}" not in words, template.code
        assert (plan.template_code, plan.state) == (template.code, "draft")
        if plan.kind != "point":
            assert plan.groups.count() >= 3 and tasks.count() >= 9, template.code
            assert tasks.filter(is_verified=True).count() >= 3, template.code


def test_post_holders_come_from_the_contact_book(town, firm, client, sign_in):
    actor = manager(firm)
    boss = Person.objects.get(organisation=firm)
    plan = create_from_template(
        template_code="hazardous_chemicals",
        owner_key=f"organisation:{firm.pk}",
        people={"leader": boss.pk},
        actor=actor,
    )
    assert_audited("plans.plan.templated", plan)
    assert plan.region_id == town.pk and plan.name.startswith("演示化工厂")
    assert plan.contacts.filter(post="主要负责人 演示乙").exists()
    assert plan.contacts.get(post="安全负责人").phone == ""  # nobody was named for it


def test_nobody_begins_a_plan_for_another(town, firm):
    for actor, template, owner in (
        (town_officer(), "mall", f"organisation:{firm.pk}"),
        (manager(firm), "township", f"region:{town.pk}"),
        (make_actor(role="bureau_officer"), "mall", f"organisation:{firm.pk}"),
    ):
        with pytest.raises((NotPermitted, NotVisible)):
            create_from_template(template_code=template, owner_key=owner, actor=actor)
    with pytest.raises(NotVisible):
        create_from_template(template_code="castle", owner_key="county", actor=system_actor("test"))
    assert not Plan.objects.exists()


def test_the_way_in_the_browser(town, firm, client, sign_in):
    sign_in(client, "enterprise_manager", scope_kind="organisation", scope_value=str(firm.pk))
    page = client.get(reverse("plans:templates")).content.decode()
    assert "危险化学品企业" in page and reverse("plans:template", args=["mall"]) in page
    address = reverse("plans:template", args=["hazardous_chemicals"])
    form = client.get(address).content.decode()
    assert "演示化工厂" in form and "演示乙" in form
    boss = firm.person_set.get() if hasattr(firm, "person_set") else None
    values = {
        "name": "演示化工厂综合预案",
        "place": "演示园区",
        "post_leader": boss.pk if boss else "",
    }
    assert "selected" in form  # who fits a post is proposed
    assert client.post(address, values).status_code == 303
    plan = Plan.objects.get()
    assert plan.name == "演示化工厂综合预案"
    assert client.get(plan.get_absolute_url()).status_code == 200
    assert client.get(reverse("plans:template", args=["township"])).status_code == 403

    sign_in(client, "bureau_officer")
    listed = client.get(reverse("plans:list")).content.decode()
    assert reverse("plans:templates") in listed
    whose = client.get(reverse("plans:template", args=["township"])).content.decode()
    assert 'name="owner"' in whose or "演示乡政府" in whose
