"""Units with their calculation, filing, responsible persons, duties and commitments."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.contrib.gis.geos import MultiPolygon
from django.utils import timezone
from pyproj import Geod

from anlan.demonstration.generator.installations import DemoUnit, build_days, build_units
from anlan.demonstration.loader.book import Book, location
from anlan.kernel.bulk import update_rows
from anlan.kernel.models import StateChange
from anlan.supervision.chemicals.public import list_chemicals
from anlan.supervision.enterprises.contracts import EnterpriseInfo, HoldingInfo
from anlan.supervision.enterprises.models import ChemicalHolding, Enterprise
from anlan.supervision.enterprises.public import list_enterprises
from anlan.supervision.installations.choices import OPERATIONS, DutyRole, SafetySystem
from anlan.supervision.installations.constants import STATEMENT
from anlan.supervision.installations.models import (
    Commitment,
    DutyRule,
    DutyTask,
    Filing,
    IdentificationRun,
    Installation,
    InstallationHolding,
    ResponsiblePerson,
    SafetyEquipment,
    ScreenLink,
)
from anlan.supervision.installations.selectors.people import (
    Surroundings,
    count_people,
    plant_shape,
    widen_all,
)
from anlan.supervision.installations.selectors.standard import Tables, read_rule, read_tables
from anlan.supervision.installations.services.commitments import due_at
from anlan.supervision.installations.services.duties import period_of
from anlan.supervision.installations.services.filings import add_months
from anlan.supervision.installations.services.identification import (
    Inputs,
    make_run,
    places_of,
)

#: PostGIS measures on it as well.
ELLIPSOID = Geod(ellps="WGS84")
#: Solutions the flagship's and other plants' keepers have decided about: CAS → row, reason.
DECIDED = {
    "7647-01-0": ("none", "盐酸水溶液为腐蚀品，不属于表1、表2（安全技术说明书第2部分）"),
    "7697-37-2": ("W9.2", "含量68%的硝酸，氧化性液体类别3（安全技术说明书第2部分）"),
}
#: Duties are shown for so many weeks back.
WEEKS_BACK = 4
#: The units were identified so long ago.
FIRST_DAYS_AGO = 1300


def write_installations(book: Book) -> None:
    """Write the units and everything that hangs on them, in bulk."""
    demo = build_units(book.county)
    units = _units(book, demo)
    _members(book, demo, units)
    _calculate(book, units)
    major = [(d, units[d.code]) for d in demo if units[d.code].is_major]
    _systems(book, demo, units)
    _filings(book, major)
    people = _people(book, major)
    _duties(book, people)
    _commitments(book, demo, major)


def _units(book: Book, demo: tuple[DemoUnit, ...]) -> dict[str, Installation]:
    firms = {e.key: e for e in book.county.enterprises}
    places: dict[tuple[str, str], object] = {
        (h.enterprise, h.vessel): h.position for h in book.county.holdings
    }
    rows = []
    for d in demo:
        first = next(
            (
                position
                for (key, vessel), position in places.items()
                if key == d.enterprise and vessel.startswith(d.vessels)
            ),
            firms[d.enterprise].position,
        )
        row = Installation(
            enterprise_id=book.enterprises[d.enterprise],
            code=d.code,
            name=f"{firms[d.enterprise].short_name}{d.name}",
            kind=d.kind,
            location=location(first),  # type: ignore[arg-type]
        )
        row.refresh_search_text(firms[d.enterprise].name)
        rows.append(row)
    return {row.code: row for row in book.write(Installation, rows)}


def _members(book: Book, demo: tuple[DemoUnit, ...], units: dict[str, Installation]) -> None:
    held: dict[int, list[ChemicalHolding]] = {}
    for holding in ChemicalHolding.objects.select_related("chemical"):
        held.setdefault(holding.enterprise_id, []).append(holding)
    rows: list[InstallationHolding] = []
    for d in demo:
        for holding in held.get(book.enterprises[d.enterprise], ()):
            if not holding.container.startswith(d.vessels):
                continue
            decision, reason = "", ""
            if holding.container_kind == "atmospheric_tank":
                decision, reason = DECIDED.get(holding.chemical.cas, ("", ""))
            rows.append(
                InstallationHolding(
                    installation=units[d.code],
                    holding=holding,
                    decision=decision,
                    decision_reason=reason,
                    decided_by="演示安全管理员" if decision else "",
                    decided_at=book.days_ago(400) if decision else None,
                )
            )
    book.write(InstallationHolding, rows)


def _calculate(book: Book, units: dict[str, Installation]) -> None:
    tables = read_tables()
    first = book.days_ago(FIRST_DAYS_AGO)
    major: set[int] = set()
    runs = []
    for unit, given in _inputs(book, list(units.values()), tables):
        run = make_run(unit, given, tables, actor=book.actor, trigger="首次辨识")
        run.made_at = first
        runs.append(run)
        unit.grade, unit.is_major = run.grade, run.grade is not None
        unit.s_index, unit.r_index = run.s_index, run.r_index
        unit.undecided = sum(1 for line in run.lines if line["state"] == "undecided")
        unit.identified_at = first
        if unit.is_major:
            major.add(unit.enterprise_id)
    book.write(IdentificationRun, runs)
    update_rows(
        units.values(),
        ["grade", "is_major", "s_index", "r_index", "undecided", "identified_at", "exposure_area"],
    )
    Enterprise.objects.filter(is_major_hazard=True).exclude(pk__in=major).update(
        is_major_hazard=False
    )
    Enterprise.objects.filter(pk__in=major).update(is_major_hazard=True)


def _inputs(
    book: Book, units: list[Installation], tables: Tables
) -> list[tuple[Installation, Inputs]]:
    """What the calculations of all units read, in a handful of questions."""
    everybody = _everybody(book)
    firms = _firms(everybody, {unit.enterprise_id for unit in units})
    members: dict[int, dict[int, InstallationHolding]] = {unit.pk: {} for unit in units}
    for member in InstallationHolding.objects.filter(installation__in=units):
        members[member.installation_id][member.holding_id] = member
    chemicals = {chemical.id: chemical for chemical in list_chemicals()}
    shapes = []
    for unit in units:
        firm = firms[unit.enterprise_id]
        vessels = [vessel for vessel in firm.chemicals if vessel.id in members[unit.pk]]
        shapes.append(plant_shape(unit, firm, places_of(vessels)))
    drawn = [shape for shape, _basis in shapes if shape is not None]
    areas = iter(widen_all(drawn, tables.rule("exposure_radius")))
    found = []
    for unit, (shape, basis) in zip(units, shapes, strict=True):
        around = Surroundings(None, basis, (), 0)
        if shape is not None:
            area = next(areas)
            near = _nearest_first(everybody, area)
            around = count_people(area, basis, unit.enterprise_id, near, tables)
        firm = firms[unit.enterprise_id]
        found.append((unit, Inputs(firm, members[unit.pk], chemicals, around)))
    return found


def _firms(everybody: list[EnterpriseInfo], ids: set[int]) -> dict[int, EnterpriseInfo]:
    """The enterprises with their vessels."""
    held: dict[int, list[HoldingInfo]] = {}
    for holding in ChemicalHolding.objects.filter(enterprise__in=ids).select_related("chemical"):
        held.setdefault(holding.enterprise_id, []).append(
            HoldingInfo(
                id=holding.pk,
                chemical_id=holding.chemical_id,
                cas=holding.chemical.cas,
                name=holding.chemical.name,
                container=holding.container,
                container_kind=holding.container_kind,
                role=holding.role,
                quantity_t=holding.quantity_t,
                design_quantity_t=holding.design_quantity_t,
                longitude=holding.location.x if holding.location else None,
                latitude=holding.location.y if holding.location else None,
            )
        )
    return {
        firm.id: replace(firm, chemicals=tuple(held.get(firm.id, ())))
        for firm in everybody
        if firm.id in ids
    }


def _everybody(book: Book) -> list[EnterpriseInfo]:
    """Every enterprise of the county."""
    ids = sorted(book.enterprises.values())
    found: list[EnterpriseInfo] = []
    for start in range(0, len(ids), 1000):
        found += list_enterprises(book.actor, ids[start : start + 1000])
    return found


def _nearest_first(firms: list[EnterpriseInfo], area: MultiPolygon) -> list[EnterpriseInfo]:
    """Those in the box of an area, by their distance from its middle on the ellipsoid."""
    west, south, east, north = area.extent
    centre = area.centroid
    inside = [
        (ELLIPSOID.inv(centre.x, centre.y, firm.longitude, firm.latitude)[2], firm.id, firm)
        for firm in firms
        if firm.longitude is not None
        and firm.latitude is not None
        and west <= firm.longitude <= east
        and south <= firm.latitude <= north
    ]
    return [firm for _metres, _id, firm in sorted(inside, key=lambda row: row[:2])]


def _systems(book: Book, demo: tuple[DemoUnit, ...], units: dict[str, Installation]) -> None:
    book.write(
        SafetyEquipment,
        (
            SafetyEquipment(
                installation=units[d.code],
                system=system,
                needed=needed,
                fitted=fitted,
                working=working,
                planned_on=book.today + timedelta(days=-10 if number % 5 == 4 else 90)
                if fitted < needed
                else None,
            )
            for number, d in enumerate(demo)
            for system, (needed, fitted, working) in zip(
                SafetySystem.values, d.systems, strict=True
            )
        ),
    )


def _filings(book: Book, major: list[tuple[DemoUnit, Installation]]) -> None:
    runs = {run.installation_id: run for run in _newest(major)}
    rows: list[Filing] = []
    changed: list[Installation] = []
    for d, unit in major:
        if d.filed_months_ago is None or unit.undecided:
            continue
        filed = add_months(book.today, -d.filed_months_ago)
        unit.filed_on, unit.filed_until = filed, add_months(filed, 36)
        unit.filed_grade, unit.assessed_on = unit.grade, filed - timedelta(days=12)
        changed.append(unit)
        rows.append(
            Filing(
                installation=unit,
                state="filed",
                trigger="first",
                run=runs[unit.pk],
                grade=unit.grade or 4,
                assessed_on=unit.assessed_on,
                assessor="演示安全评价有限公司",
                report_number=f"演评{filed.year}-{len(rows) + 1:03d}",
                submitted_at=_moment(filed - timedelta(days=5), 600),
                number=f"BA演330825{filed.year}{len(rows) + 1:03d}",
                filed_on=filed,
                valid_to=unit.filed_until,
            )
        )
    update_rows(changed, ["filed_on", "filed_until", "filed_grade", "assessed_on"])
    made = book.write(Filing, rows)
    book.write(
        StateChange,
        (
            StateChange(
                subject_type="installations.Filing",
                subject_id=str(filing.pk),
                transition="register",
                source="accepted",
                target="filed",
                actor_id=book.actor.id,
                actor_name="演示应急管理局",
                changed_at=_moment(filing.filed_on or book.today, 660),
            )
            for filing in made
        ),
    )


def _newest(major: list[tuple[DemoUnit, Installation]]) -> list[IdentificationRun]:
    return list(IdentificationRun.objects.filter(installation__in=[unit for _d, unit in major]))


def _people(book: Book, major: list[tuple[DemoUnit, Installation]]) -> list[ResponsiblePerson]:
    firms = {e.key: e for e in book.county.enterprises}
    rows = []
    for d, unit in major:
        firm = firms[d.enterprise]
        named = (firm.principal, firm.safety_manager, firm.safety_manager)
        begins = book.today - timedelta(days=500)
        for role, key in list(zip(DutyRole.values, named, strict=True))[: d.roles]:
            rows.append(
                ResponsiblePerson(
                    installation=unit,
                    role=role,
                    person_id=book.people[key],
                    certificate=f"演证{unit.pk:04d}{role[0].upper()}" if d.is_certified else "",
                    certificate_until=book.today + timedelta(days=400),
                    from_on=begins,
                    reported_on=begins,
                )
            )
    return book.write(ResponsiblePerson, rows)


def _duties(book: Book, people: list[ResponsiblePerson]) -> None:
    rules = list(DutyRule.objects.filter(is_active=True))
    rows: dict[tuple[int, int, date], DutyTask] = {}
    for named in people:
        for rule in rules:
            if rule.role != named.role:
                continue
            for weeks in range(WEEKS_BACK, -1, -1):
                day = book.today - timedelta(weeks=weeks)
                first, last = period_of(rule.period, day)
                number = named.pk * 31 + rule.pk * 7 + first.toordinal()
                is_past = last < book.today
                is_done = is_past and number % 11 != 0
                done_on = last + timedelta(days=2) if number % 13 == 0 else last
                rows[(named.installation_id, rule.pk, first)] = DutyTask(
                    installation_id=named.installation_id,
                    rule=rule,
                    responsible=named,
                    state="done" if is_done else "open",
                    period_start=first,
                    due_on=last,
                    note="已按要求落实，未发现异常。" if is_done else "",
                    done_at=min(_moment(done_on, 900), book.now) if is_done else None,
                    done_by=str(named.person) if is_done else "",
                    escalated_at=_moment(last + timedelta(days=1), 25)
                    if is_past and not is_done
                    else None,
                )
    book.write(DutyTask, rows.values())


def _moment(day: date, minutes: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(minutes // 60, minutes % 60)))


def _commitments(
    book: Book, demo: tuple[DemoUnit, ...], major: list[tuple[DemoUnit, Installation]]
) -> None:
    firms = {e.key: e for e in book.county.enterprises}
    counts: dict[str, dict[str, int]] = {}
    must = {d.enterprise for d, _unit in major}
    for d in demo:
        if d.enterprise in must:
            counts.setdefault(d.enterprise, {"production": 0, "storage": 0})[d.kind] += 1
    obliged = tuple(key for key in counts if firms[key].status == "operating")
    names = {p.key: p.name for p in book.county.people}
    known = {code for code, _label in OPERATIONS}
    hour = read_rule("commitment_hour")
    rows = []
    for day in build_days(obliged, book.county.flagship, book.county.seed, book.county.code):
        on = book.today - timedelta(days=day.days_ago)
        if day.minutes is None:
            continue
        signed_at = _moment(on, day.minutes)
        if signed_at > book.now:
            continue
        production = max(1, counts[day.enterprise]["production"])
        operations = {
            "hot_work_2": day.hot_work,
            "confined_space": day.confined,
            "work_at_height": day.at_height,
        }
        manager = names[firms[day.enterprise].safety_manager]
        rows.append(
            Commitment(
                enterprise_id=book.enterprises[day.enterprise],
                on=on,
                state="signed",
                running=max(0, production - day.maintenance),
                maintenance=day.maintenance,
                tank_areas=counts[day.enterprise]["storage"],
                operations={k: n for k, n in operations.items() if n and k in known},
                contractors=day.contractors,
                contractor_people=day.contractors * 6,
                judgements=[
                    {"workshop": "生产车间", "level": day.level, "text": "", "person": manager},
                    {"workshop": "罐区", "level": 4, "text": "液位、压力正常", "person": manager},
                ],
                level=day.level,
                measures="动火点周边清理隔离，专人监护，连续检测可燃气体。" if day.hot_work else "",
                statement=STATEMENT,
                signed_by=names[firms[day.enterprise].principal],
                signed_at=signed_at,
                is_late=signed_at > due_at(on, hour),
            )
        )
    book.write(Commitment, rows)
    if major:
        book.write(
            ScreenLink,
            [
                ScreenLink(
                    enterprise_id=book.enterprises[key],
                    label="厂区正门显示屏",
                    created_by=names[firms[key].safety_manager],
                    created_at=book.days_ago(200),
                )
                for key in obliged[:3]
            ],
        )
