"""Resource paths: ``Things(1)/Datastreams(2)/Observations``, ``Datastreams(2)/name/$value`` …"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from anlan.integrations.sensorthings.answers import Answer
from anlan.integrations.sensorthings.entities import ENTITIES, SETS, EntityType
from anlan.integrations.sensorthings.errors import BadQuery
from anlan.integrations.sensorthings.observations import find_observation, parse_id, whole
from anlan.integrations.sensorthings.options import Options
from anlan.kernel.errors import NotVisible
from anlan.monitoring.devices.public import visible_points

_STEP = re.compile(r"(?P<name>[A-Za-z]{1,40})(?:\((?P<key>'[^']{0,80}'|\d{1,18})\))?")
MOST_STEPS = 8


@dataclass(slots=True)
class Target:
    """What a path leads to: a set (``obj`` is None), an entity, or a property of one."""

    entity: EntityType
    obj: Any = None
    parent: tuple[EntityType, Any, str] | None = None
    prop: str = ""
    is_value: bool = False
    is_ref: bool = False


def follow(path: str, answer: Answer) -> Target:
    """Follow a path from the root. Raises ``NotVisible`` where it leads nowhere."""
    steps = [step for step in path.strip("/").split("/") if step]
    if not 1 <= len(steps) <= MOST_STEPS:
        raise NotVisible
    target = _first(steps[0], answer)
    for step in steps[1:]:
        target = _next(target, step, answer)
    return target


def _read(step: str) -> tuple[str, str | None]:
    match = _STEP.fullmatch(step)
    if match is None:
        raise NotVisible
    key = match.group("key")
    return match.group("name"), key


def _first(step: str, answer: Answer) -> Target:
    name, key = _read(step)
    entity = SETS.get(name)
    if entity is None:
        raise NotVisible
    target = Target(entity)
    return target if key is None else _one(target, key, answer)


def _one(target: Target, key: str, answer: Answer) -> Target:
    """Take one entity out of a set."""
    entity = target.entity
    text = key.strip("'")
    if entity.name == "Observation":
        target.obj = _observation(text, target, answer)
    elif entity.name == "ObservedProperty":
        rows = answer.page(entity, Options(top=1_000), target.parent).rows
        target.obj = text if text in rows else None
    else:
        number = whole(text)
        if number is None:
            raise NotVisible
        target.obj = answer.rows(entity, target.parent).filter(pk=number).first()
    if target.obj is None:
        raise NotVisible
    return target


def _observation(text: str, target: Target, answer: Answer) -> Any:
    parsed = parse_id(text)
    if parsed is None:
        return None
    points = visible_points(answer.actor).filter(pk=parsed[0])
    if target.parent is not None:
        owner, obj, _link = target.parent
        points = points.filter(
            **({"pk": obj.pk} if owner.name == "Datastream" else {"device_id": obj.pk})
        )
    return find_observation(*parsed) if points.exists() else None


def _next(target: Target, step: str, answer: Answer) -> Target:
    """Take one step on from an entity, a set or a property."""
    if step == "$value" and target.prop:
        target.is_value = True
        return target
    if step == "$ref" and not target.prop:
        target.is_ref = True
        return target
    if target.obj is None or target.prop or target.is_value or target.is_ref:
        raise NotVisible
    name, key = _read(step)
    link = target.entity.links.get(name)
    if link is None:
        if key is not None or name not in target.entity.properties:
            raise NotVisible
        target.prop = name
        return target
    found = Target(ENTITIES[link.target], parent=(target.entity, target.obj, name))
    if link.many:
        return found if key is None else _one(found, key, answer)
    if key is not None:
        raise BadQuery(f"{name} is one entity, not a set")
    rows = answer.page(found.entity, Options(top=1), found.parent).rows
    if not rows:
        raise NotVisible
    found.obj = rows[0]
    return found
