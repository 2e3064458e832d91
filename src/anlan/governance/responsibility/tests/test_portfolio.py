"""Who answers for what: both ways, in the past, during absence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.base.organisations.tests.factories import OrganisationFactory, PersonFactory
from anlan.base.regions.tests.factories import RegionFactory
from anlan.governance.responsibility.events import PortfolioChanged
from anlan.governance.responsibility.models import Portfolio
from anlan.governance.responsibility.public import (
    is_principal,
    leaders_in_charge,
    organisations_of_person,
)
from anlan.governance.responsibility.selectors import leaders_in_charge as leaders_on
from anlan.governance.responsibility.services.portfolio import (
    end_portfolio,
    enter_absence,
    set_portfolio,
)
from anlan.governance.responsibility.tests.factories import set_government
from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.testing import assert_audited, assert_emitted, make_actor


@pytest.fixture
def office():
    return make_actor("办公室", role="bureau_officer", scope=Scope("region", "330825"))


def ranks(organisation_id):
    return [(leader.name, leader.rank) for leader in leaders_in_charge(organisation_id)]


def test_head_leader_in_charge_and_principal_answer_for_a_department(db):
    made = set_government()

    assert ranks(made.department.pk) == [("沈局长演示", 1), ("卢副县长演示", 2), ("钟县长演示", 3)]
    assert organisations_of_person(made.leader.pk) == [made.department.pk]
    assert is_principal(made.principal.pk)
    assert not is_principal(made.leader.pk)


def test_an_enterprise_is_answered_for_with_its_township(db, office):
    made = set_government()
    town = RegionFactory(parent=made.government.region)
    office_of_town = OrganisationFactory(kind="township", region=town, parent=made.government)
    firm = OrganisationFactory(kind="enterprise", region=town)
    set_portfolio(
        person_id=made.leader.pk,
        text="联系演示镇",
        organisation_ids=[made.department.pk, office_of_town.pk],
        actor=office,
    )

    assert ("卢副县长演示", 2) in ranks(firm.pk)


def test_a_new_division_of_work_keeps_the_history(db, office):
    made = set_government()
    other = PersonFactory(name="汤副县长演示", organisation=made.government, title="副县长")

    set_portfolio(person_id=made.leader.pk, text="改为分管文教", sectors=["教育"], actor=office)
    now = set_portfolio(
        person_id=other.pk, text="接管交通", organisation_ids=[made.department.pk], actor=office
    )

    assert ranks(made.department.pk)[1] == ("汤副县长演示", 2)
    before = leaders_on(made.department.pk, on=clock.today() - timedelta(days=30))
    assert before[1].name == "卢副县长演示"
    assert_audited("responsibility.portfolio.set", now, by=office)
    assert_emitted(PortfolioChanged, portfolio_id=now.pk, person_id=other.pk)
    end_portfolio(portfolio_id=now.pk, actor=office, reason="调离")
    assert_audited("responsibility.portfolio.ended", now)
    with pytest.raises(WrongState):
        end_portfolio(portfolio_id=now.pk, actor=office, reason="再次")


def test_who_is_away_is_represented(db, office):
    made = set_government()
    portfolio = Portfolio.objects.get(person=made.leader)
    today = clock.today()

    with pytest.raises(InvalidInput):
        enter_absence(
            portfolio_id=portfolio.pk,
            starts_on=today,
            ends_on=today - timedelta(days=1),
            actor=office,
        )
    enter_absence(
        portfolio_id=portfolio.pk, starts_on=today, ends_on=today, actor=office, reason="培训"
    )

    acting = leaders_in_charge(made.department.pk)[1]
    assert (acting.name, acting.rank, acting.stands_in_for) == ("钟县长演示", 2, "卢副县长演示")
    assert made.department.pk in organisations_of_person(made.principal.pk)
    assert_audited("responsibility.absence.entered", portfolio)


def test_only_the_office_divides_the_work(db, cast):
    made = set_government()

    for actor in (cast.zhao, cast.sun, cast.qian):
        with pytest.raises(NotPermitted):
            set_portfolio(person_id=made.leader.pk, text="越权", actor=actor)
