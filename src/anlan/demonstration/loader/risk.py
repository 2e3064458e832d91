"""Risk trees of the demonstration enterprises: approved, in force, with the checks of today."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.gis.geos import Point

from anlan.demonstration.generator.risk import DemoUnit, risk_trees
from anlan.demonstration.loader.book import Book, location
from anlan.supervision.risk.models import (
    Assessment,
    Control,
    ControlCheck,
    MethodVersion,
    RiskEvent,
    RiskObject,
    RiskUnit,
)
from anlan.supervision.risk.public import rebuild_tallies
from anlan.supervision.risk.services.assessments import take_snapshot
from anlan.supervision.risk.services.checks import make_checks
from anlan.supervision.risk.services.judging import level_of

METRES_PER_DEGREE = 111_195.08
#: Days since the versions came into force, and until they are to be renewed.
IN_FORCE_DAYS, RENEWED_IN_DAYS = 120, 245


def write_risk(book: Book) -> None:
    """Write the trees in bulk, then count and make the checks of today."""
    method = MethodVersion.objects.get(method="LS", is_current=True)
    objects: list[RiskObject] = []
    units: list[tuple[RiskUnit, DemoUnit]] = []
    for enterprise, demo_units in risk_trees(book.county):
        enterprise_id = book.enterprises[enterprise.key]
        place = location(enterprise.position)
        manager = book.people[enterprise.safety_manager]
        own: dict[str, RiskObject] = {}
        for number, demo in enumerate(demo_units, start=1):
            parent = own.get(demo.object_name)
            if parent is None:
                parent = own[demo.object_name] = RiskObject(
                    enterprise_id=enterprise_id,
                    code=f"D{len(own) + 1:03d}",
                    name=demo.object_name,
                    department="生产部",
                    responsible_id=manager,
                )
                objects.append(parent)
            inherent = level_of(method, float(demo.before[0] * demo.before[1]))
            residual = level_of(method, float(demo.after[0] * demo.after[1]))
            unit = RiskUnit(
                enterprise_id=enterprise_id,
                region_id=enterprise.region,
                risk_object=parent,
                code=f"U{number:03d}",
                name=demo.name,
                department="生产部",
                responsible_id=manager,
                control_level=demo.controls[0].control_level,
                location=Point(
                    place.x + demo.east_m / METRES_PER_DEGREE / 0.87,
                    place.y + demo.north_m / METRES_PER_DEGREE,
                    srid=4326,
                ),
                inherent_level=inherent,
                residual_level=residual,
                current_level=residual,
                assessed_on=book.today - timedelta(days=IN_FORCE_DAYS),
            )
            unit.refresh_search_text()
            units.append((unit, demo))
    book.write(RiskObject, objects)
    book.write(RiskUnit, [unit for unit, _demo in units])
    _events(book, units, method)
    rebuild_tallies(actor=book.actor)
    _assessments(book)
    make_checks(actor=book.actor, day=book.today)
    book.counts["risk.ControlCheck"] = ControlCheck.objects.count()


def _events(book: Book, units: list[tuple[RiskUnit, DemoUnit]], method: MethodVersion) -> None:
    events = []
    for unit, demo in units:
        events.append(
            RiskEvent(
                enterprise_id=unit.enterprise_id,
                unit=unit,
                code="E001",
                name=demo.event,
                cause=demo.cause,
                accident_kinds=list(demo.accidents),
                method=method,
                inherent_inputs={"L": demo.before[0], "S": demo.before[1]},
                inherent_score=float(demo.before[0] * demo.before[1]),
                inherent_level=unit.inherent_level,
                residual_inputs={"L": demo.after[0], "S": demo.after[1]},
                residual_score=float(demo.after[0] * demo.after[1]),
                residual_level=unit.residual_level,
            )
        )
    book.write(RiskEvent, events)
    controls = []
    for event, (unit, demo) in zip(events, units, strict=True):
        for number, control in enumerate(demo.controls, start=1):
            controls.append(
                Control(
                    enterprise_id=unit.enterprise_id,
                    event=event,
                    unit=unit,
                    code=f"C{number:03d}",
                    category=control.category,
                    description=control.description,
                    control_level=control.control_level,
                    department="生产部",
                    owner_id=unit.responsible_id,
                    check_content=control.check_content,
                    period=control.period,
                    checker_id=unit.responsible_id if control.period != "none" else None,
                )
            )
    book.write(Control, controls)


def _assessments(book: Book) -> None:
    """One version in force for each enterprise; the story's with its snapshot."""
    flagship = book.enterprises[book.county.flagship]
    book.write(
        Assessment,
        [
            Assessment(
                enterprise_id=enterprise_id,
                version=1,
                state="in_force",
                trigger="first",
                made_by=book.actor.display_name,
                snapshot=take_snapshot(enterprise_id) if enterprise_id == flagship else [],
                submitted_at=book.days_ago(IN_FORCE_DAYS + 5),
                in_force_at=book.days_ago(IN_FORCE_DAYS),
                due_on=book.today + timedelta(days=RENEWED_IN_DAYS),
            )
            for enterprise_id in book.enterprises.values()
        ],
    )
