"""Desks name what runs out, at one's own enterprise or in one's area."""

from __future__ import annotations

from datetime import timedelta

import pytest

from anlan.kernel import clock
from anlan.kernel.actor import Scope
from anlan.kernel.testing import make_actor
from anlan.supervision.enterprises.desk import own_area, run_out, running_out, unclaimed
from anlan.supervision.enterprises.tests.factories import (
    EnterpriseFactory,
    EquipmentFactory,
    LicenceFactory,
)

pytestmark = pytest.mark.django_db


def test_papers_of_the_own_enterprise_that_ran_out_or_soon_will() -> None:
    enterprise = EnterpriseFactory()
    today = clock.today()
    LicenceFactory(enterprise=enterprise, kind="到期证", valid_to=today - timedelta(1))
    LicenceFactory(enterprise=enterprise, kind="将到期证", valid_to=today + timedelta(10))
    LicenceFactory(enterprise=enterprise, kind="有效证", valid_to=today + timedelta(400))
    EquipmentFactory(enterprise=enterprise, name="反应釜", next_inspection_on=today)
    LicenceFactory(kind="别家到期证", valid_to=today - timedelta(1))
    manager = make_actor(
        "安管",
        role="enterprise_manager",
        scope=Scope("organisation", str(enterprise.organisation_id)),
    )

    (over,) = run_out(manager)
    assert "到期证" in over.label
    soon = [item.label for item in running_out(manager)]
    assert len(soon) == 2
    assert "反应釜" in soon[0]
    assert "将到期证" in soon[1]


def test_a_grid_worker_sees_the_gravest_enterprises_of_the_grid_first() -> None:
    blue = EnterpriseFactory(risk_level=4)
    red = EnterpriseFactory(risk_level=1, region=blue.region)
    worker = make_actor("网格员", role="grid_worker", scope=Scope("region", blue.region_id[:12]))

    panel = own_area(worker)

    assert panel is not None
    assert [row["url"] for row in panel["rows"]] == [
        red.get_absolute_url(),
        blue.get_absolute_url(),
    ]


def test_a_township_counts_what_it_has_not_claimed() -> None:
    enterprise = EnterpriseFactory()
    EnterpriseFactory(region=enterprise.region, claimed_region=enterprise.region)
    officer = make_actor(
        "乡镇", role="township_officer", scope=Scope("region", enterprise.region_id[:9])
    )

    assert unclaimed(officer) == 1
