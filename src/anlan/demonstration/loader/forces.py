"""What can be sent and used: teams, supplies, shelters."""

from __future__ import annotations

from datetime import timedelta

from anlan.command.shelters.models import Shelter
from anlan.command.supplies.models import StockItem, Warehouse
from anlan.command.teams.models import Team, TeamEquipment, TeamMember
from anlan.demonstration.loader.book import Book, location

#: Kinds of the generator → whose reserve a warehouse holds.
RESERVES = {
    "county": "county",
    "flood": "department",
    "forest": "department",
    "medical": "department",
    "chemical": "department",
    "township": "township",
}


def write_forces(book: Book) -> None:
    """Write teams with members and equipment, warehouses with stock, shelters."""
    phones = {o.key: o.phone for o in book.county.organisations}
    _teams(book, phones)
    _warehouses(book, phones)
    _shelters(book, phones)


def _teams(book: Book, phones: dict[str, str]) -> None:
    county = book.county
    people = {p.key: p for p in county.people}
    teams = book.write(
        Team,
        (
            Team(
                code=t.key,
                name=t.name,
                kind=t.kind,
                capabilities=list(t.capabilities),
                region_id=t.region,
                organisation_id=book.organisations[t.organisation],
                leader_id=book.people[t.leader],
                location=location(t.position),
                member_count=t.strength,
                turnout_minutes=t.turnout_minutes,
                duty_phone=phones[t.organisation],
                readiness=t.readiness,
                readiness_at=book.days_ago(1),
            )
            for t in county.teams
        ),
    )
    ids = {row.code: row.pk for row in teams}
    book.write(
        TeamMember,
        (
            TeamMember(
                team_id=ids[t.key],
                person_id=book.people[key],
                name=people[key].name,
                post=people[key].title,
            )
            for t in county.teams
            for key in (t.leader, *t.members)
        ),
    )
    book.write(
        TeamEquipment,
        (
            TeamEquipment(
                team_id=ids[t.key],
                name=item.name,
                quantity=item.quantity,
                unit=item.unit,
                checked_on=book.today - timedelta(days=number % 28),
            )
            for t in county.teams
            for number, item in enumerate(t.equipment)
        ),
    )


def _warehouses(book: Book, phones: dict[str, str]) -> None:
    warehouses = book.write(
        Warehouse,
        (
            Warehouse(
                code=w.key,
                name=w.name,
                kind=RESERVES[w.kind],
                region_id=w.region,
                organisation_id=book.organisations[w.organisation],
                keeper_id=book.people[w.keeper],
                location=location(w.position),
                duty_phone=phones[w.organisation],
            )
            for w in book.county.warehouses
        ),
    )
    book.write(
        StockItem,
        (
            StockItem(
                warehouse_id=row.pk,
                code=item.code,
                name=item.name,
                category=item.category,
                quantity=item.quantity,
                unit=item.unit,
                minimum=item.minimum,
                expires_on=book.day(item.expires_on),
            )
            for made, row in zip(book.county.warehouses, warehouses, strict=True)
            for item in made.stock
        ),
    )


def _shelters(book: Book, phones: dict[str, str]) -> None:
    book.write(
        Shelter,
        (
            Shelter(
                code=s.key,
                name=s.name,
                kind=s.kind,
                region_id=s.region,
                organisation_id=book.organisations[s.organisation],
                keeper_id=book.people[s.keeper],
                location=location(s.position),
                duty_phone=phones[s.organisation],
                capacity=s.capacity,
                occupied=s.capacity - s.open_places,
                area_m2=s.area_m2,
            )
            for s in book.county.shelters
        ),
    )
