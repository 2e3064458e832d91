"""One file for each enterprise: facts, contacts, chemicals, equipment, licences."""

from __future__ import annotations

from datetime import timedelta

from anlan.demonstration.loader.book import Book, location
from anlan.supervision.chemicals.models import Chemical
from anlan.supervision.enterprises.models import (
    ChemicalHolding,
    Enterprise,
    EnterpriseContact,
    Equipment,
    Licence,
)

#: At the enterprise of the story the first inspection and the first licence run out soon. [days]
INSPECTION_DUE_IN, LICENCE_ENDS_IN = 9, 18
#: Every so many enterprises one still waits for its township to claim it.
UNCLAIMED_EVERY = 25


def write_enterprises(book: Book) -> None:
    """Write the enterprises with everything that hangs on them."""
    book.chemicals = dict(Chemical.objects.values_list("cas", "pk"))
    _enterprises(book)
    _contacts(book)
    _holdings(book)
    _papers(book)


def _enterprises(book: Book) -> None:
    rows = []
    for number, e in enumerate(book.county.enterprises):
        is_claimed = number % UNCLAIMED_EVERY != UNCLAIMED_EVERY - 1
        row = Enterprise(
            uscc=e.key,
            name=e.name,
            short_name=e.short_name,
            organisation_id=book.organisations[e.organisation],
            sector_id=e.sector,
            category=e.category,
            industry_code=e.industry_code,
            region_id=e.region,
            address=e.address,
            location=location(e.position),
            employees=e.employees,
            risk_level=e.risk_level,
            status=e.status,
            is_major_hazard=e.is_major_hazard,
            is_above_scale=e.is_above_scale,
            established_on=e.established_on,
            supervisor_id=book.organisations.get(e.supervisor),
            park_id=book.organisations[e.park] if e.park else None,
            claimed_region_id=e.township if is_claimed else None,
            claimed_at=book.days_ago(200 - number / 4) if is_claimed else None,
            risk_keywords=list(e.risk_keywords),
        )
        row.refresh_search_text()
        rows.append(row)
    # The list shows the newest first; the enterprise of the story stands on top.
    rows.reverse()
    for row in book.write(Enterprise, rows):
        book.enterprises[row.uscc] = row.pk


def _contacts(book: Book) -> None:
    book.write(
        EnterpriseContact,
        (
            EnterpriseContact(
                enterprise_id=book.enterprises[e.key],
                person_id=book.people[person],
                kind=kind,
                sort_order=order,
            )
            for e in book.county.enterprises
            for kind, person, order in (
                ("principal", e.principal, 10),
                ("safety_manager", e.safety_manager, 20),
            )
        ),
    )


def _holdings(book: Book) -> None:
    book.write(
        ChemicalHolding,
        (
            ChemicalHolding(
                enterprise_id=book.enterprises[h.enterprise],
                chemical_id=book.chemicals[h.cas],
                role=h.role,
                container=h.vessel,
                container_kind=h.vessel_kind,
                quantity_t=h.quantity_t,
                design_quantity_t=h.design_quantity_t,
                location=location(h.position),
            )
            for h in book.county.holdings
        ),
    )


def _papers(book: Book) -> None:
    flagship = book.county.flagship
    inspected = next((e.key for e in book.county.equipment if e.enterprise == flagship), "")
    ending = next((n.number for n in book.county.licences if n.enterprise == flagship), "")
    book.write(
        Equipment,
        (
            Equipment(
                enterprise_id=book.enterprises[e.enterprise],
                name=e.name,
                kind=e.kind,
                registration_number=e.registration_number,
                next_inspection_on=book.today + timedelta(days=INSPECTION_DUE_IN)
                if e.key == inspected
                else book.day(e.next_inspection_on),
                location=location(e.position),
            )
            for e in book.county.equipment
        ),
    )
    book.write(
        Licence,
        (
            Licence(
                enterprise_id=book.enterprises[item.enterprise],
                kind=item.kind,
                number=item.number,
                issuer=item.issuer,
                valid_from=book.day(item.valid_from),
                valid_to=book.today + timedelta(days=LICENCE_ENDS_IN)
                if item.number == ending
                else book.day(item.valid_to),
            )
            for item in book.county.licences
        ),
    )
