"""Test hazards: reported through the service, so that clocks, grades and history stand."""

from __future__ import annotations

from typing import Any

from anlan.base.organisations.models import Organisation
from anlan.kernel.actor import Actor, Scope, system_actor
from anlan.kernel.testing.cast import make_actor
from anlan.supervision.enterprises.models import Enterprise
from anlan.supervision.enterprises.tests.factories import (
    EnterpriseContactFactory,
    EnterpriseFactory,
    PersonFactory,
    region,
)
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.services.reporting import report_hazard

CATEGORY = "things_electric"


def load_reference() -> None:
    """Load the tables hazards need: causes, limits, clocks, forms; the rules of risk."""
    from anlan.supervision.hazards.reference import load
    from anlan.supervision.risk.reference import load as load_risk

    load(system_actor("tests"))
    load_risk(system_actor("tests"))


def plant() -> Enterprise:
    """An enterprise with a principal and a safety manager."""
    region("330825000000", "演示县", "county")
    region("330825100000", "演示镇", "township")
    enterprise: Enterprise = EnterpriseFactory()
    for kind, name in (("principal", "演示负责人"), ("safety_manager", "演示安管员")):
        person = PersonFactory(organisation=enterprise.organisation, name=name)
        EnterpriseContactFactory(enterprise=enterprise, person=person, kind=kind)
    return enterprise


def manager(enterprise: Enterprise, name: str = "吴安管") -> Actor:
    """A safety manager of the enterprise."""
    return make_actor(
        name,
        role="enterprise_manager",
        scope=Scope("organisation", str(enterprise.organisation_id)),
        organisation_id=enterprise.organisation_id,
    )


def office(code: str = "ecology", kind: str = "department") -> Organisation:
    """An office that may answer for hazards."""
    found, _made = Organisation.objects.get_or_create(
        code=code,
        defaults={
            "name": f"演示{code}局",
            "kind": kind,
            "region": region("330825000000", "演示县", "county"),
        },
    )
    return found


def officer(role: str = "bureau_officer", name: str = "陈科长", **more: Any) -> Actor:
    """An officer of the county."""
    more.setdefault("scope", Scope("region", "330825"))
    return make_actor(name, role=role, **more)


def make_hazard(enterprise: Enterprise | None = None, **values: Any) -> Hazard:
    """Report a hazard; by default an inspector finds a general one at the plant."""
    enterprise = enterprise or plant()
    given: dict[str, Any] = {
        "source": "inspection",
        "title": "配电箱门未关闭",
        "category": CATEGORY,
        "enterprise_id": enterprise.pk,
        "actor": officer(),
        **values,
    }
    return report_hazard(**given)
