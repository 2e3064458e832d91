"""Plans from templates by class of unit: a draft in one step, with posts from the contact book."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from anlan.base.audit.public import audit
from anlan.base.organisations.contracts import OrganisationInfo, PersonInfo
from anlan.base.organisations.public import find_organisation, people_of, person_info
from anlan.base.regions.public import find_region
from anlan.command.plans.events import PlanEdited
from anlan.command.plans.models import Plan
from anlan.command.plans.permissions import CHANGE
from anlan.command.plans.services.owners import Owner, find_owner, list_owners, require_own
from anlan.command.plans.services.plans import write_content
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import require_permission
from anlan.supervision.enterprises.public import find_enterprise

FOLDER = Path(__file__).parent.parent / "data" / "templates"
#: A plan is assessed three years after it was issued, at the latest.
REVIEW = timedelta(days=1095)
#: Words a region's code ends with when it is a township, not a village.
TOWNSHIP_END = "000"


@dataclass(frozen=True, slots=True)
class Post:
    """A post the plan calls; ``titles`` and ``contact`` say whom to propose for it."""

    key: str
    label: str
    duty: str
    titles: tuple[str, ...]
    contact: str


@dataclass(frozen=True, slots=True)
class PlanTemplate:
    """The template of one class of unit."""

    code: str
    prefix: str
    title: str
    summary: str
    kind: str
    owner_kinds: tuple[str, ...]
    categories: tuple[str, ...]
    name: str
    posts: tuple[Post, ...]
    content: Mapping[str, Any]

    def fits(self, owner: Owner) -> bool:
        """Whether a plan of this class may be written for somebody."""
        if self.kind not in owner.kinds:
            return False
        if self.kind == "grassroots":
            return owner.region_code.endswith(TOWNSHIP_END)
        return True

    def count(self, part: str) -> int:
        """Return how many levels, groups or means it has."""
        return len(self.content[part])

    @property
    def tasks(self) -> int:
        """How many tasks it has."""
        return sum(len(group["tasks"]) for group in self.content["groups"])


@cache
def all_templates() -> tuple[PlanTemplate, ...]:
    """Return the templates, in the order of their names."""
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        found.append(
            PlanTemplate(
                code=content["code"],
                prefix=content["prefix"],
                title=content["title"],
                summary=content["summary"],
                kind=content["kind"],
                owner_kinds=tuple(content["owner_kinds"]),
                categories=tuple(content["categories"]),
                name=content["name"],
                posts=tuple(
                    Post(p["key"], p["label"], p["duty"], tuple(p["titles"]), p["contact"])
                    for p in content["posts"]
                ),
                content=content,
            )
        )
    return tuple(found)


def find_template(code: str) -> PlanTemplate:
    """Return the template of a class or raise ``NotVisible``."""
    for template in all_templates():
        if template.code == code:
            return template
    raise NotVisible


def owners_for(template: PlanTemplate, actor: Actor) -> list[Owner]:
    """Return for whom the actor may begin a plan of this class."""
    return [owner for owner in list_owners(actor) if template.fits(owner)]


def candidates(owner: Owner, actor: Actor) -> list[PersonInfo]:
    """Return the people of the place or unit who may hold the posts."""
    return people_of(owner.organisation_id, actor) if owner.organisation_id else []


def propose(template: PlanTemplate, owner: Owner, actor: Actor) -> dict[str, int]:
    """Return whom to propose for each post: from the enterprise dossier, else by his title."""
    people = candidates(owner, actor)
    known = {person.id for person in people}
    contacts: dict[str, int] = {}
    if owner.organisation_id is not None:
        enterprise = find_enterprise(actor, organisation_id=owner.organisation_id)
        for contact in enterprise.contacts if enterprise else ():
            contacts.setdefault(contact.kind, contact.person_id)
    found: dict[str, int] = {}
    for post in template.posts:
        person = contacts.get(post.contact) if post.contact else None
        if person not in known:
            person = next((p.id for title in post.titles for p in people if title in p.title), None)
        if person is not None:
            found[post.key] = person
    return found


def unit_of(owner: Owner) -> str:
    """Return the name the plan gives the unit: the organisation, else the region."""
    organisation = find_organisation(owner.organisation_id) if owner.organisation_id else None
    return organisation.name if organisation else place_of(owner)


def place_of(owner: Owner) -> str:
    """Return where the unit is, in words."""
    region = find_region(owner.region_code) if owner.region_code else None
    return region.path if region else owner.label.strip()


@transaction.atomic
def create_from_template(
    *,
    template_code: str,
    owner_key: str,
    actor: Actor,
    name: str = "",
    place: str = "",
    people: Mapping[str, int] | None = None,
) -> Plan:
    """Make a draft of a class for a place or unit, its post holders named with their telephones.

    Numbers are written only where the actor may see them; the check names those that are missing.
    """
    require_permission(actor, CHANGE)
    template = find_template(template_code)
    owner = find_owner(owner_key, actor)
    if not template.fits(owner):
        raise NotVisible
    organisation = find_organisation(owner.organisation_id) if owner.organisation_id else None
    unit = unit_of(owner)
    words = {
        "{unit}": unit,
        "{short}": (organisation.short_name if organisation else "") or unit,
        "{place}": place.strip() or place_of(owner),
        "{leader_post}": template.posts[0].label,
    }
    content = _filled(template.content, words)
    for group in content["groups"]:
        group["lead_code"] = organisation.code if organisation else ""
    content["contacts"] = [
        *_contacts(template, people or {}, owner, actor),
        *_duty_phone(organisation),
        *content["contacts"],
    ]
    plan = Plan(
        code=_code(template, owner),
        name=name.strip()[:200] or content["name"][:200],
        kind=template.kind,
        incident_kinds=content["incident_kinds"],
        purpose=content["purpose"],
        principles=content["principles"],
        legal_basis=content["legal_basis"],
        source=f"模板：{template.title}",
        template_code=template.code,
        review_due_on=clock.today() + REVIEW,
        **owner.head(),
    )
    require_own(plan, actor)
    plan.save()
    write_content(plan, content, actor)
    audit(actor, "plans.plan.templated", plan, after={"template": template.code})
    emit(PlanEdited(plan.pk, "plan"), actor)
    return plan


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    """Return a copy of the template with its blanks filled in."""
    if isinstance(value, str):
        for blank, word in words.items():
            value = value.replace(blank, word)
        return value
    if isinstance(value, list):
        return [_filled(part, words) for part in value]
    if isinstance(value, dict):
        return {key: _filled(part, words) for key, part in value.items()}
    return value


def _contacts(
    template: PlanTemplate, people: Mapping[str, int], owner: Owner, actor: Actor
) -> list[dict[str, Any]]:
    known = {person.id: person for person in candidates(owner, actor)}
    rows = []
    for post in template.posts:
        person = known.get(people.get(post.key) or 0)
        label, phone = post.label, ""
        if person is not None:
            shown = person_info(person.id, actor, reveal=True)
            phone = shown.phone if shown.is_phone_full else shown.office_phone
            label = f"{post.label} {shown.name}"
        rows.append({"post": label[:100], "phone": phone[:30], "duty": post.duty[:100]})
    return rows


def _duty_phone(organisation: OrganisationInfo | None) -> list[dict[str, Any]]:
    if organisation is None or not organisation.duty_phone:
        return []
    return [
        {
            "post": f"{organisation.short_name or organisation.name}值班电话"[:100],
            "organisation_code": organisation.code,
            "phone": organisation.duty_phone[:30],
            "duty": "24小时值班",
        }
    ]


def _code(template: PlanTemplate, owner: Owner) -> str:
    """Return a code nobody uses yet: class, whose, serial."""
    whose = owner.organisation_id if owner.organisation_id is not None else owner.region_code
    stem = f"{template.prefix}-{whose}"
    taken = set(Plan.objects.filter(code__startswith=f"{stem}-").values_list("code", flat=True))
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
