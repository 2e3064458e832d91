"""Who is who: organisations, people, posts, appointments and the command structure."""

from __future__ import annotations

from datetime import date, timedelta

from anlan.base.organisations.models import Appointment, Organisation, Person, Post
from anlan.demonstration.generator.model import CommandPost
from anlan.demonstration.loader.book import Book
from anlan.kernel.bulk import update_rows

DUTY_POSTS = {"duty"}
#: Order in the contact book by kind of post: leaders first.
ORDER = {"leader": 10, "deputy": 20, "officer": 40, "safety_manager": 40, "duty": 60}


def write_organisations(book: Book) -> None:
    """Write organisations with their people, then the posts and who holds them."""
    _organisations(book)
    _people(book)
    posts = _posts(book)
    since = book.today.replace(month=1, day=1)
    _appoint(book, posts, since)
    _command_posts(book, since)


def _organisations(book: Book) -> None:
    rows = []
    for o in book.county.organisations:
        row = Organisation(
            code=o.key,
            name=o.name,
            short_name=o.short_name,
            kind=o.kind,
            region_id=o.region,
            duty_phone=o.phone,
            source=o.source,
        )
        row.refresh_search_text()
        rows.append(row)
    for row in book.write(Organisation, rows):
        book.organisations[row.code] = row.pk
    children = []
    for row, made in zip(rows, book.county.organisations, strict=True):
        if made.parent is not None:
            row.parent_id = book.organisations[made.parent]
            children.append(row)
    update_rows(children, ["parent"])


def _people(book: Book) -> None:
    county = book.county
    kind_of_post = {post.key: post.kind for post in county.posts}
    order: dict[str, int] = {}
    for appointment in county.appointments:
        rank = ORDER.get(kind_of_post[appointment.post], 80)
        rank += 0 if appointment.role == "A" else 5
        order[appointment.person] = min(rank, order.get(appointment.person, rank))
    rows = []
    for p in county.people:
        row = Person(
            name=p.name,
            organisation_id=book.organisations[p.organisation],
            title=p.title,
            sort_order=order.get(p.key, 100),
        )
        row.set_phone(p.phone)
        row.refresh_search_text()
        rows.append(row)
    for made, row in zip(county.people, book.write(Person, rows), strict=True):
        book.people[made.key] = row.pk


def _posts(book: Book) -> dict[str, int]:
    made = book.write(
        Post,
        (
            Post(
                organisation_id=book.organisations[p.organisation],
                name=p.name,
                is_duty_post=p.kind in DUTY_POSTS,
                sort_order=p.order,
            )
            for p in book.county.posts
        ),
    )
    return {post.key: row.pk for post, row in zip(book.county.posts, made, strict=True)}


def _appoint(book: Book, posts: dict[str, int], since: date) -> None:
    book.write(
        Appointment,
        (
            Appointment(
                post_id=posts[a.post],
                person_id=book.people[a.person],
                role=a.role,
                valid_from=since,
            )
            for a in book.county.appointments
        ),
    )


def _command_posts(book: Book, since: date) -> None:
    """The “1+11+N” structure: each command post is an organisation with its own posts."""
    county = book.county
    found = [post for post in county.command_posts if post.key not in book.organisations]
    rows = []
    for post in found:
        row = Organisation(
            code=post.key,
            name=post.name,
            kind="command_post",
            region_id=post.region or county.code,
            duty_phone=_phone(book, post.office),
            source=post.source + ("(推定)" if post.is_assumed else ""),
        )
        row.refresh_search_text()
        rows.append(row)
    for row in book.write(Organisation, rows):
        book.organisations[row.code] = row.pk
    children = [row for row, post in zip(rows, found, strict=True) if post.parent]
    for row, post in zip(rows, found, strict=True):
        if post.parent:
            row.parent_id = book.organisations[post.parent]
    update_rows(children, ["parent"])
    seats = [seat for post in found for seat in _seats(book, post)]
    posts = book.write(
        Post,
        (
            Post(organisation_id=organisation, name=name, sort_order=order)
            for organisation, name, order, _person in seats
        ),
    )
    book.write(
        Appointment,
        (
            Appointment(
                post_id=post.pk,
                person_id=person,
                role="A",
                valid_from=since - timedelta(days=1),
            )
            for post, (_organisation, _name, _order, person) in zip(posts, seats, strict=True)
            if person is not None
        ),
    )


def _phone(book: Book, organisation: str) -> str:
    return next((o.phone for o in book.county.organisations if o.key == organisation), "")


def _seats(book: Book, post: CommandPost) -> list[tuple[int, str, int, int | None]]:
    """Posts of a command post: (organisation, name, order, person)."""
    organisation = book.organisations[post.key]
    head, second = ("组长", "副组长") if post.kind == "group" else ("指挥长", "副指挥长")
    if post.kind == "general":
        head, second = "总指挥", "副总指挥"
    seats: list[tuple[int, str, int, int | None]] = []
    if post.commander:
        seats.append((organisation, head, 1, book.people[post.commander]))
    for number, deputy in enumerate(post.deputies, 1):
        name = second if len(post.deputies) == 1 else f"{second}{number}"
        seats.append((organisation, name, 10 + number, book.people[deputy]))
    short = {o.key: o.short_name for o in book.county.organisations}
    holders = _heads(book)
    for number, member in enumerate(post.members, 1):
        if member in short:
            name = f"成员({short[member]})"
            seats.append((organisation, name, 100 + number, holders.get(member)))
    return seats


def _heads(book: Book) -> dict[str, int]:
    """The person in charge of each organisation."""
    county = book.county
    head_of = {p.key: p.organisation for p in county.posts if p.key.endswith(":head")}
    return {
        head_of[a.post]: book.people[a.person]
        for a in county.appointments
        if a.role == "A" and a.post in head_of
    }
