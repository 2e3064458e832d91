"""The rest of the dossiers: parks, certificates, insurance, grades, processes, projects, a plan."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from anlan.demonstration.generator.dossier import Dossiers
from anlan.demonstration.generator.enterprises import REFERENCE_DAY
from anlan.demonstration.loader.book import Book
from anlan.supervision.enterprises.models import (
    Certificate,
    HazardousProcess,
    Insurance,
    Park,
    ProcessUnit,
    Project,
    ProjectStage,
    Standardisation,
)
from anlan.supervision.enterprises.services.claims import ask_townships
from anlan.supervision.enterprises.services.parks import read_boundary
from anlan.supervision.enterprises.services.plans import add_plan, georeference_plan

PARK_KINDS = {"chemical": ("chemical", "C"), "industrial": ("industrial", "")}


def write_dossiers(book: Book) -> None:
    """Write the parts in bulk; the plan and the questions to townships through their services."""
    dossiers = Dossiers(book.county)
    shift = book.today - REFERENCE_DAY
    _parks(book)
    _papers(book, dossiers, shift)
    _plant(book, dossiers)
    plan = dossiers.plan()
    stored = add_plan(
        enterprise_id=book.enterprises[plan.enterprise],
        title=plan.title,
        picture=SimpleUploadedFile("site-plan.png", plan.png, content_type="image/png"),
        actor=book.actor,
    )
    names = ("x", "y", "longitude", "latitude")
    georeference_plan(
        plan_id=stored.pk,
        points=[dict(zip(names, point, strict=True)) for point in plan.control_points],
        actor=book.actor,
    )
    book.counts["enterprises.PlantPlan"] += 1
    ask_townships(actor=book.actor)


def _parks(book: Book) -> None:
    rows = []
    for park in book.county.parks:
        kind, rating = PARK_KINDS.get(park.kind, ("industrial", ""))
        is_chemical = kind == "chemical"
        row = Park(
            organisation_id=book.organisations[park.organisation],
            name=park.name,
            kind=kind,
            region_id=park.region,
            boundary=read_boundary(park.boundary.wkt),
            operator=f"{park.name}管理办公室",
            safety_rating=rating,
            rated_on=book.today - timedelta(days=300) if rating else None,
            rating_due_on=book.today + timedelta(days=65) if rating else None,
            closure="core" if is_chemical else "open",
            gates=4 if is_chemical else 6,
            hazmat_gates=1 if is_chemical else 0,
            hazmat_parking_places=40 if is_chemical else 0,
            fire_station="演示专职消防站" if is_chemical else "",
        )
        row.refresh_search_text()
        rows.append(row)
    book.write(Park, rows)


def _papers(book: Book, dossiers: Dossiers, shift: timedelta) -> None:
    names = {person.key: person.name for person in book.county.people}
    certificates = []
    for c in dossiers.certificates:
        row = Certificate(
            enterprise_id=book.enterprises[c.enterprise],
            person_id=book.people[c.person],
            kind=c.kind,
            operation=c.operation,
            number=c.number,
            issuer="演示市应急管理局",
            valid_from=c.valid_from + shift,
            valid_to=c.valid_to + shift,
            review_due_on=c.review_due_on + shift if c.review_due_on else None,
        )
        row.search_text = Certificate.found_by(c.number, names[c.person], c.operation)
        certificates.append(row)
    book.write(Certificate, certificates)
    book.write(
        Insurance,
        (
            Insurance(
                enterprise_id=book.enterprises[i.enterprise],
                insurer=i.insurer,
                number=i.number,
                sum_10k_yuan=i.sum_10k_yuan,
                people=i.people,
                services="年度隐患排查一次、培训一次",
                valid_from=i.valid_from + shift,
                valid_to=i.valid_to + shift,
            )
            for i in dossiers.insurances
        ),
    )
    book.write(
        Standardisation,
        (
            Standardisation(
                enterprise_id=book.enterprises[s.enterprise],
                grade=s.grade,
                number=s.number,
                score=s.score,
                assessor="演示安全技术服务有限公司",
                valid_from=s.valid_to + shift - timedelta(days=1095),
                valid_to=s.valid_to + shift,
            )
            for s in dossiers.standardisations
        ),
    )


def _plant(book: Book, dossiers: Dossiers) -> None:
    known = set(HazardousProcess.objects.values_list("pk", flat=True))
    book.write(
        ProcessUnit,
        (
            ProcessUnit(
                enterprise_id=book.enterprises[enterprise],
                name=name,
                process_id=code,
                automation="dcs_sis",
                has_safety_system=True,
                has_reaction_assessment=True,
                hazop_on=book.today - timedelta(days=700),
                hazop_due_on=book.today + timedelta(days=395),
            )
            for enterprise, code, name in dossiers.processes()
            if code in known
        ),
    )
    flagship = book.enterprises[book.county.flagship]
    (project,) = book.write(
        Project,
        [
            Project(
                enterprise_id=flagship,
                name="年产5000吨演示助剂扩建项目",
                kind="extension",
                approval_number="演发改备2026-012号",
                investment_10k_yuan=3200,
                begun_on=book.today - timedelta(days=240),
            )
        ],
    )
    done = {"pre_assessment": 330, "design_review": 260}
    book.write(
        ProjectStage,
        (
            ProjectStage(
                project=project,
                kind=kind,
                done_on=book.today - timedelta(days=done[kind]) if kind in done else None,
                due_on=book.today + timedelta(days=40) if kind == "trial_run" else None,
                number=f"演安三同时{order}号" if kind in done else "",
                reviewer="演示市应急管理局" if kind in done else "",
            )
            for order, kind in enumerate(
                ("pre_assessment", "design_review", "trial_run", "acceptance"), 1
            )
        ),
    )
