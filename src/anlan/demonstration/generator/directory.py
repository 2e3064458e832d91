"""Organisations, posts and people as they are written down while a county is made."""

from __future__ import annotations

from .identifiers import telephone
from .model import Appointment, Organisation, Person, Position, Post
from .names import NameBook


class Directory:
    """Collects organisations, posts, people and appointments, handing out keys and numbers."""

    def __init__(self, names: NameBook) -> None:
        self.names = names
        self.organisations: dict[str, Organisation] = {}
        self.posts: dict[str, Post] = {}
        self.people: dict[str, Person] = {}
        self.appointments: list[Appointment] = []
        self._holders: dict[str, list[str]] = {}
        self._taken: set[tuple[str, str]] = set()
        self._telephones = 0

    def telephone(self) -> str:
        """A telephone number not used before."""
        self._telephones += 1
        return telephone(self._telephones)

    def add_organisation(
        self,
        key: str,
        name: str,
        kind: str,
        region: str,
        *,
        short_name: str = "",
        parent: str | None = None,
        position: Position | None = None,
        duties: str = "",
        source: str = "",
    ) -> Organisation:
        """Write down an organisation."""
        organisation = Organisation(
            key,
            name,
            short_name or name,
            kind,
            region,
            parent,
            position,
            self.telephone(),
            duties,
            source,
        )
        self.organisations[key] = organisation
        return organisation

    def add_post(self, organisation: str, slug: str, name: str, kind: str) -> Post:
        """Write down a post of an organisation."""
        key = f"{organisation}:{slug}"
        if key not in self.posts:
            self.posts[key] = Post(key, organisation, name, kind, len(self.posts) + 1)
        return self.posts[key]

    def add_person(
        self,
        organisation: str,
        title: str,
        region: str = "",
        post: Post | None = None,
        role: str = "A",
    ) -> Person:
        """Write down a person, holding a post in A or B role."""
        number = len(self.people) + 1
        person = Person(
            key=f"P{number:05d}",
            name=self.names.person(),
            phone=self.telephone(),
            organisation=organisation,
            title=title,
            region=region or self.organisations[organisation].region,
        )
        self.people[person.key] = person
        if post is not None:
            self.appoint(person.key, post, role)
        return person

    def appoint(self, person: str, post: Post, role: str = "A") -> None:
        """Let a person hold a post; where its role is taken, a numbered post beside it."""
        base, number = post, 1
        while (post.key, role) in self._taken:
            number += 1
            slug = base.key.split(":")[-1]
            post = self.add_post(
                base.organisation, f"{slug}-{number}", f"{base.name}{number}", base.kind
            )
        self._taken.add((post.key, role))
        self.appointments.append(Appointment(person, post.key, role))
        self._holders.setdefault(base.key, []).append(person)

    def holders(self, organisation: str, slug: str) -> list[str]:
        """Keys of the people who hold a post, in order of appointment."""
        return self._holders.get(f"{organisation}:{slug}", [])
