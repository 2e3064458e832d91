"""A county in the summer: the office, two departments, a township; a clock that moves when told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from anlan.base.organisations.models import Organisation
from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.governance.campaigns.models import Campaign, CampaignMeasure, SubPlan
from anlan.governance.campaigns.services import campaigns as services
from anlan.governance.campaigns.services.campaigns import create_campaign, save_sub_plan
from anlan.governance.campaigns.tests import factories
from anlan.kernel import clock
from anlan.kernel.actor import Actor, Scope
from anlan.kernel.testing.cast import make_actor

DEPARTMENTS = (
    ("emergency", "龙游县应急管理局"),
    ("transport", "龙游县交通运输局"),
    ("education", "龙游县教育局"),
    ("public_security", "龙游县公安局"),
    ("housing", "龙游县住房和城乡建设局"),
    ("fire_rescue", "龙游县消防救援大队"),
    ("market", "龙游县市场监督管理局"),
)


@dataclass
class County:
    """Units and who acts for them."""

    region: str
    units: dict[str, Organisation]
    office: Actor
    checker: Actor
    leader: Actor
    clerks: dict[str, Actor] = field(default_factory=dict)

    def campaign(self) -> Campaign:
        """A running campaign of 2026–2028 with one sub-plan of transport."""
        campaign = create_campaign(
            name="龙游县演示治本攻坚三年行动",
            kind="three_year",
            office_id=self.units["emergency"].pk,
            region_code=self.region,
            starts_on=date(2026, 1, 1),
            ends_on=date(2028, 12, 31),
            actor=self.office,
        )
        plan = save_sub_plan(
            campaign_id=campaign.pk,
            name="交通运输行业治本攻坚",
            sector="07-transport",
            lead_id=self.units["transport"].pk,
            support_ids=[self.units["public_security"].pk],
            actor=self.office,
        )
        for title, day in (("清存量", date(2026, 5, 31)), ("控增量", date(2026, 12, 31))):
            services.save_measure(
                sub_plan_id=plan.pk, title=title, kind="target", deadline=day, actor=self.office
            )
        services.start_campaign(campaign_id=campaign.pk, actor=self.office)
        return Campaign.objects.get(pk=campaign.pk)

    def plan(self, campaign: Campaign) -> SubPlan:
        """Its sub-plan."""
        return campaign.sub_plans.get()

    def measures(self, campaign: Campaign) -> list[CampaignMeasure]:
        """Its measures."""
        return list(CampaignMeasure.objects.filter(sub_plan__campaign=campaign))


@pytest.fixture
def moving():
    """A clock that moves only when told: 15 June 2026."""
    with clock.freeze(datetime(2026, 6, 15, 1, 0, tzinfo=UTC)) as found:
        yield found


@pytest.fixture
def county(db, moving) -> County:
    """The county with an account a unit."""
    region = RegionFactory(county=True)
    town = RegionFactory(parent=region)
    units = {
        code: OrganisationFactory(code=code, name=name, region=region) for code, name in DEPARTMENTS
    }
    units["town"] = OrganisationFactory(
        code="town", name="演示镇人民政府", kind="township", region=town
    )

    def acting(role: str, unit: str, scope: Scope) -> Actor:
        person = PersonFactory(organisation=units[unit])
        return make_actor(
            person.name,
            role=role,
            scope=scope,
            person_id=person.pk,
            organisation_id=units[unit].pk,
        )

    whole = Scope("region", region.code[:6])
    found = County(
        region=region.code,
        units=units,
        office=acting("bureau_officer", "emergency", whole),
        checker=acting("bureau_officer", "emergency", whole),
        leader=acting("county_leader", "emergency", whole),
    )
    for code in ("transport", "education"):
        scope = Scope("organisation", str(units[code].pk))
        found.clerks[code] = acting("department_officer", code, scope)
    found.clerks["town"] = acting("township_officer", "town", Scope("region", town.code[:9]))
    factories.load_reference()
    return found
