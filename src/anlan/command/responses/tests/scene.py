"""What the tests of response and dispatch start from: departments, plans, an incident."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.base.organisations.tests.factories import (
    AppointmentFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
)
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.incidents import reference as incident_reference
from anlan.command.incidents.public import open_incident
from anlan.command.plans import reference as plan_reference
from anlan.kernel import clock
from anlan.kernel.actor import system_actor

DEPARTMENTS = {
    "county_government": "龙游县人民政府",
    "emergency": "龙游县应急管理局",
    "fire_rescue": "龙游县消防救援大队",
    "public_security": "龙游县公安局",
    "health": "龙游县卫生健康局",
    "ecology": "龙游县生态环境分局",
    "publicity": "龙游县委宣传部",
    "development": "龙游县发展和改革局",
    "civil_affairs": "龙游县民政局",
}
#: The smallest JPEG the platform takes for a photo.
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


def photo(name: str = "photo.jpg") -> SimpleUploadedFile:
    """Return a photo to upload."""
    return SimpleUploadedFile(name, JPEG, content_type="image/jpeg")


def departments() -> dict[str, int]:
    """Make the departments the plans name, each with a head; return head's person id by code."""
    county = RegionFactory(county=True)
    RegionFactory(parent=county)
    heads = {}
    for code, name in DEPARTMENTS.items():
        kind = "government" if code == "county_government" else "department"
        organisation = OrganisationFactory(code=code, name=name, kind=kind, region=county)
        head = PersonFactory(organisation=organisation, name=f"{name[-3:]}负责人演示")
        AppointmentFactory(
            post=PostFactory(organisation=organisation, name="主要负责人"), person=head
        )
        heads[code] = head.pk
    return heads


def library(*others: str) -> None:
    """Load grades, reporting clocks, the general plan, that of chemicals, and others by name."""
    actor = system_actor("reference")
    incident_reference.load(actor)
    plan_reference.load_basis(actor)
    for name in ("general", "hazardous_chemicals", *others):
        plan_reference.load_shipped(name, actor)


def incident(actor=None, **values):
    """Open a chemical incident in Longzhou with a position."""
    given = {
        "title": "演示龙游化工一厂氯气泄漏",
        "kind": "chemical",
        "source": "phone",
        "occurred_at": clock.now() - timedelta(minutes=5),
        "region_code": "330825100000",
        "longitude": 119.18,
        "latitude": 29.03,
        **values,
    }
    return open_incident(actor=actor or system_actor("test"), **given)
