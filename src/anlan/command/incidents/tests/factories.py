"""Test incidents: opened through the service, so that facts, clocks and timeline stand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.incidents.models import Incident, IncidentReport
from anlan.command.incidents.services.incidents import open_incident
from anlan.command.incidents.services.reports import draft_report
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.testing.cast import make_actor

#: In 龙洲街道.
LONGITUDE, LATITUDE = 119.18, 29.03


def load_reference() -> None:
    """Load the tables incidents need: grades, clocks, forms."""
    from anlan.command.incidents.reference import load

    load(system_actor("tests"))


def make_incident(actor: Actor | None = None, **values: Any) -> Incident:
    """Open an incident in 龙洲街道; reference data must be loaded."""
    RegionFactory(county=True)
    RegionFactory()
    given: dict[str, Any] = {
        "title": "演示龙游化工一厂氯气泄漏",
        "kind": "chemical",
        "source": "phone",
        "occurred_at": clock.now() - timedelta(minutes=10),
        "region_code": "330825100000",
        "longitude": LONGITUDE,
        "latitude": LATITUDE,
        **values,
    }
    return open_incident(actor=actor or make_actor("孙值班", role="duty_officer"), **given)


def make_report() -> IncidentReport:
    """Draft the initial report of an incident."""
    actor = make_actor("孙值班", role="duty_officer")
    incident = make_incident(actor)
    return draft_report(incident_id=incident.pk, kind="initial", actor=actor)


def access_world(samples):
    """Ask for the report by the names its addresses use."""
    report = samples[IncidentReport]
    return {
        "incidents/": {"kind": "initial"},
        "incidents/reports/": {"pk": report.pk, "report_id": report.pk, "name": "submit"},
    }
