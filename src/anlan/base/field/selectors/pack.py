"""The day pack 当日任务包: all that a phone needs to work for a day without signal."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from anlan.base.field.constants import (
    MAX_CHOICES,
    MAX_ITEMS,
    MAX_PHOTO_BYTES,
    MAX_PHOTOS,
    PACK_VALIDITY,
    PHOTO_EDGE_PX,
    PHOTO_QUALITY,
)
from anlan.base.field.contracts import FieldItem, FieldList, FieldQuestion
from anlan.base.field.registry import all_choices, all_commands, all_lists, all_parts
from anlan.base.field.selectors.areas import own_region
from anlan.base.organisations.public import find_organisation
from anlan.kernel import clock
from anlan.kernel.actor import Actor

#: Form of the pack; the app asks for a new pack when it knows another one.
PACK_FORM = 1


def describe_me(actor: Actor) -> dict[str, Any]:
    """Return who works: never more than the own name, office and area."""
    office = find_organisation(actor.organisation_id) if actor.organisation_id else None
    area = own_region(actor)
    return {
        "id": actor.id,
        "name": actor.display_name,
        "organisation": office.name if office else "",
        "area": area.path or area.name if area else "",
        "longitude": area.longitude if area else None,
        "latitude": area.latitude if area else None,
    }


def build_pack(actor: Actor, nonces: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pack of one person as JSON values."""
    now = clock.now()
    return {
        "form": PACK_FORM,
        "server_time": now.isoformat(),
        "valid_until": (now + PACK_VALIDITY).isoformat(),
        "today": clock.today().isoformat(),
        "zone": timezone.get_current_timezone_name(),
        "language": get_language() or "",
        "me": describe_me(actor),
        "lists": [_list(one, actor) for one in all_lists() if actor.has(one.permission)],
        "commands": _commands(actor),
        "choices": _choices(actor),
        "parts": [name for name, (_url, may) in all_parts().items() if actor.has(may)],
        "nonces": [{"value": value, "until": until.isoformat()} for value, until in nonces],
        "limits": {
            "photos": MAX_PHOTOS,
            "photo_bytes": MAX_PHOTO_BYTES,
            "photo_edge": PHOTO_EDGE_PX,
            "photo_quality": PHOTO_QUALITY,
        },
    }


def _list(field_list: FieldList, actor: Actor) -> dict[str, Any]:
    items = list(islice(field_list.items(actor), MAX_ITEMS + 1))
    return {
        "name": field_list.name,
        "title": str(field_list.title),
        "empty": str(field_list.empty),
        "items": [_item(item) for item in items[:MAX_ITEMS]],
        "is_cut": len(items) > MAX_ITEMS,
    }


def _item(item: FieldItem) -> dict[str, Any]:
    return {
        "key": item.key,
        "title": str(item.title),
        "subtitle": str(item.subtitle),
        "due_at": item.due_at.isoformat() if item.due_at else None,
        "level": item.level,
        "version": item.version,
        "command": item.command,
        "questions": [_question(question) for question in item.questions],
        "facts": [[str(label), str(value)] for label, value in item.facts],
        "url": item.url,
    }


def _question(question: FieldQuestion) -> dict[str, Any]:
    found: dict[str, Any] = {
        "key": question.key,
        "label": str(question.label),
        "kind": question.kind,
    }
    if question.required:
        found["required"] = True
    if question.help:
        found["help"] = str(question.help)
    if question.initial is not None:
        found["initial"] = question.initial
    if question.choices:
        first = question.choices[0][0]
        if str(first).startswith("@"):
            found["choices_of"] = str(first)[1:]
        else:
            found["choices"] = [[str(value), str(label)] for value, label in question.choices]
    return found


def _commands(actor: Actor) -> list[dict[str, Any]]:
    found = []
    for command in all_commands():
        if not actor.has(command.permission):
            continue
        questions = command.questions(actor) if callable(command.questions) else command.questions
        found.append(
            {
                "name": command.name,
                "title": str(command.title),
                "icon": command.icon,
                "help": str(command.help),
                "is_standalone": command.is_standalone,
                "questions": [_question(question) for question in questions],
            }
        )
    return found


def _choices(actor: Actor) -> dict[str, Any]:
    found = {}
    for one in all_choices():
        if one.permission and not actor.has(one.permission):
            continue
        rows = [
            [str(value), str(label)] for value, label in islice(one.choices(actor), MAX_CHOICES + 1)
        ]
        found[one.name] = {"rows": rows[:MAX_CHOICES], "is_cut": len(rows) > MAX_CHOICES}
    return found
