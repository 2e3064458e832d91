"""Keeping the tree: objects, units, events, controls."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.organisations.public import people_of
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.supervision.enterprises.public import get_enterprise, lock_enterprise
from anlan.supervision.risk.events import RiskTreeChanged
from anlan.supervision.risk.models import (
    AccidentKind,
    Control,
    DirectCriterion,
    RiskEvent,
    RiskObject,
    RiskUnit,
)
from anlan.supervision.risk.permissions import CHANGE
from anlan.supervision.risk.services.factors import regrade_units
from anlan.supervision.risk.services.judging import current_method, judge
from anlan.supervision.risk.services.moves import start_tally

Noun = TypeVar("Noun", RiskObject, RiskUnit, RiskEvent, Control)
KINDS = {RiskObject: "object", RiskUnit: "unit", RiskEvent: "event", Control: "control"}


def _people(enterprise_id: int, person_ids: dict[str, int | None], actor: Actor) -> None:
    """Check that the persons named are people of the enterprise."""
    named = {field: pk for field, pk in person_ids.items() if pk is not None}
    if not named:
        return
    organisation_id = get_enterprise(enterprise_id, actor).organisation_id
    known = {person.id for person in people_of(organisation_id)}
    wrong = {
        field: _("This person does not belong to the enterprise.")
        for field, pk in named.items()
        if pk not in known
    }
    if wrong:
        raise InvalidInput(fields=wrong)


def _next_code(rows: Any, prefix: str) -> str:
    return f"{prefix}{rows.count() + 1:03d}"


def _unique(model: type[Any], code: str, **within: int) -> None:
    if model.objects.filter(code=code, **within).exists():
        raise InvalidInput(fields={"code": _("This code is taken already.")})


def _made(noun: Noun, actor: Actor, **after: Any) -> Noun:
    kind = KINDS[type(noun)]
    audit(actor, f"risk.{kind}.created", noun, after={"name": str(noun), **after})
    _told(noun, actor)
    return noun


def _told(noun: Any, actor: Actor) -> None:
    emit(
        RiskTreeChanged(
            enterprise_id=noun.enterprise_id,
            region=noun.enterprise.region_id,
            kind=KINDS[type(noun)],
            object_id=noun.pk,
        ),
        actor,
    )


def _changed(noun: Noun, actor: Actor, reason: str = "", **facts: Any) -> Noun:
    before: dict[str, Any]
    after: dict[str, Any]
    before, after = changes(noun, **facts)
    if not after:
        return noun
    fields = [*after, "updated_at"]
    if isinstance(noun, RiskUnit):
        noun.refresh_search_text()
        fields.append("search_text")
    noun.save(update_fields=fields)
    audit(
        actor,
        f"risk.{KINDS[type(noun)]}.changed",
        noun,
        before=before,
        after=after,
        reason=reason,
    )
    _told(noun, actor)
    return noun


@transaction.atomic
def create_object(
    *, enterprise_id: int, name: str, actor: Actor, code: str = "", **facts: Any
) -> RiskObject:
    """Add an object of risk analysis to an enterprise."""
    start_tally(enterprise_id=enterprise_id)
    found = RiskObject(enterprise_id=enterprise_id, name=name.strip(), **facts)
    require(actor, CHANGE, found)
    _people(enterprise_id, {"responsible_id": found.responsible_id}, actor)
    rows = RiskObject.objects.filter(enterprise_id=enterprise_id)
    found.code = code.strip() or _next_code(rows, "D")
    _unique(RiskObject, found.code, enterprise_id=enterprise_id)
    found.save()
    return _made(found, actor, code=found.code)


@transaction.atomic
def update_object(*, object_id: int, actor: Actor, **facts: Any) -> RiskObject:
    """Change an object of risk analysis."""
    found = get_visible(RiskObject, object_id, actor=actor, lock=True)
    require(actor, CHANGE, found)
    _people(found.enterprise_id, {"responsible_id": facts.get("responsible_id")}, actor)
    return _changed(found, actor, **facts)


def _place(facts: dict[str, Any]) -> dict[str, Any]:
    """Turn longitude and latitude into the location; check the place on the plan."""
    if "longitude" in facts or "latitude" in facts:
        x, y = facts.pop("longitude", None), facts.pop("latitude", None)
        if (x is None) != (y is None):
            raise InvalidInput(
                fields={"longitude": _("Give both longitude and latitude, or neither.")}
            )
        facts["location"] = Point(x, y, srid=4326) if x is not None else None
    if (facts.get("plan_x") is None) != (facts.get("plan_y") is None):
        raise InvalidInput(fields={"plan_x": _("Give both places on the plan, or neither.")})
    return facts


@transaction.atomic
def create_unit(
    *, object_id: int, name: str, actor: Actor, code: str = "", **facts: Any
) -> RiskUnit:
    """Add a unit to an object; it has no colour until an assessment is in force."""
    parent = get_visible(RiskObject, object_id, actor=actor)
    enterprise = lock_enterprise(parent.enterprise_id)
    found = RiskUnit(
        enterprise=enterprise,
        region_id=enterprise.region_id,
        risk_object=parent,
        name=name.strip(),
        **_place(facts),
    )
    require(actor, CHANGE, found)
    _people(enterprise.pk, {"responsible_id": found.responsible_id}, actor)
    rows = RiskUnit.objects.filter(enterprise_id=enterprise.pk)
    found.code = code.strip() or _next_code(rows, "U")
    _unique(RiskUnit, found.code, enterprise_id=enterprise.pk)
    found.refresh_search_text()
    found.save()
    return _made(found, actor, code=found.code)


@transaction.atomic
def update_unit(*, unit_id: int, actor: Actor, reason: str = "", **facts: Any) -> RiskUnit:
    """Change a unit; its levels follow from assessments and factors only."""
    found = get_visible(RiskUnit, unit_id, actor=actor, lock=True)
    require(actor, CHANGE, found)
    _people(found.enterprise_id, {"responsible_id": facts.get("responsible_id")}, actor)
    return _changed(found, actor, reason, **_place(facts))


@transaction.atomic
def retire_unit(*, unit_id: int, actor: Actor, reason: str) -> RiskUnit:
    """Take a unit out of use: it leaves the counts, its history stays."""
    unit = get_visible(RiskUnit, unit_id, actor=actor)
    require(actor, CHANGE, unit)
    lock_enterprise(unit.enterprise_id)
    unit.is_retired = True
    unit.save(update_fields=["is_retired", "updated_at"])
    audit(actor, "risk.unit.retired", unit, reason=reason)
    _told(unit, actor)
    why = _("unit %(name)s out of use: %(reason)s") % {"name": unit.name, "reason": reason}
    regrade_units(enterprise_id=unit.enterprise_id, unit_ids=[None], why=why, actor=actor)
    return unit


def _judged(event: RiskEvent, method: str, criteria: list[str], values: dict[str, Any]) -> None:
    """Set scores and levels of an event from the values on the scales."""
    unknown = set(criteria) - set(
        DirectCriterion.objects.filter(pk__in=criteria).values_list("pk", flat=True)
    )
    if unknown:
        raise InvalidInput(fields={"criteria": _("There is no such criterion.")})
    version = current_method(method)
    before = values.get("inherent_inputs") or {}
    after = values.get("residual_inputs") or before
    inherent = judge(version, before, criteria=criteria, prefix="inherent_")
    residual = judge(version, after, prefix="residual_")
    if not version.factors:
        residual = inherent
    if residual.level < inherent.level:
        raise InvalidInput(
            fields={
                "residual": _("With its controls a risk is not graver than without them."),
            }
        )
    event.method, event.criteria = version, criteria
    event.inherent_inputs, event.inherent_score = dict(before), inherent.score
    event.inherent_level = inherent.level
    event.residual_inputs, event.residual_score = dict(after), residual.score
    event.residual_level = residual.level


def _accidents(codes: list[str]) -> list[str]:
    known = set(AccidentKind.objects.filter(pk__in=codes).values_list("pk", flat=True))
    if set(codes) - known:
        raise InvalidInput(fields={"accident_kinds": _("There is no such kind of accident.")})
    return codes


@transaction.atomic
def create_event(
    *,
    unit_id: int,
    name: str,
    method: str,
    actor: Actor,
    code: str = "",
    cause: str = "",
    consequence: str = "",
    accident_kinds: list[str] | None = None,
    criteria: list[str] | None = None,
    inherent_inputs: dict[str, Any] | None = None,
    residual_inputs: dict[str, Any] | None = None,
) -> RiskEvent:
    """Add an event with its judgement; the unit changes when an assessment is approved."""
    unit = get_visible(RiskUnit, unit_id, actor=actor)
    lock_enterprise(unit.enterprise_id)
    event = RiskEvent(
        enterprise_id=unit.enterprise_id,
        unit=unit,
        name=name.strip(),
        cause=cause,
        consequence=consequence,
        accident_kinds=_accidents(accident_kinds or []),
    )
    require(actor, CHANGE, event)
    values = {"inherent_inputs": inherent_inputs, "residual_inputs": residual_inputs}
    _judged(event, method, criteria or [], values)
    event.code = code.strip() or _next_code(RiskEvent.objects.filter(unit=unit), "E")
    _unique(RiskEvent, event.code, unit_id=unit.pk)
    event.save()
    return _made(event, actor, level=event.residual_level)


@transaction.atomic
def update_event(
    *,
    event_id: int,
    actor: Actor,
    method: str = "",
    criteria: list[str] | None = None,
    **facts: Any,
) -> RiskEvent:
    """Change an event; with a method its judgement is made anew."""
    event = get_visible(RiskEvent, event_id, actor=actor, lock=True)
    require(actor, CHANGE, event)
    if "accident_kinds" in facts:
        _accidents(facts["accident_kinds"])
    if method:
        judged = RiskEvent(pk=event.pk)
        values = {key: facts.pop(key, None) for key in ("inherent_inputs", "residual_inputs")}
        _judged(judged, method, criteria or [], values)
        for field in (
            "method",
            "criteria",
            "inherent_inputs",
            "inherent_score",
            "inherent_level",
            "residual_inputs",
            "residual_score",
            "residual_level",
        ):
            name = f"{field}_id" if field == "method" else field
            facts[name] = getattr(judged, name)
    return _changed(event, actor, **facts)


@transaction.atomic
def create_control(
    *, event_id: int, description: str, actor: Actor, code: str = "", **facts: Any
) -> Control:
    """Add a control to an event; with a period it is checked from the next assessment on."""
    event = get_visible(RiskEvent, event_id, actor=actor)
    lock_enterprise(event.enterprise_id)
    found = Control(
        enterprise_id=event.enterprise_id,
        event=event,
        unit_id=event.unit_id,
        description=description.strip(),
        **facts,
    )
    require(actor, CHANGE, found)
    people = {"owner_id": found.owner_id, "checker_id": found.checker_id}
    _people(event.enterprise_id, people, actor)
    found.code = code.strip() or _next_code(Control.objects.filter(event=event), "C")
    _unique(Control, found.code, event_id=event.pk)
    found.save()
    return _made(found, actor, period=found.period)


@transaction.atomic
def update_control(*, control_id: int, actor: Actor, **facts: Any) -> Control:
    """Change a control, its owner, period or person who checks."""
    found = get_visible(Control, control_id, actor=actor, lock=True)
    require(actor, CHANGE, found)
    people = {field: facts.get(field) for field in ("owner_id", "checker_id")}
    _people(found.enterprise_id, people, actor)
    return _changed(found, actor, **facts)


@transaction.atomic
def retire_control(*, control_id: int, actor: Actor, reason: str) -> Control:
    """Take a control out of use: no more checks are made."""
    found = get_visible(Control, control_id, actor=actor, lock=True)
    require(actor, CHANGE, found)
    found.is_retired = True
    found.save(update_fields=["is_retired", "updated_at"])
    audit(actor, "risk.control.retired", found, reason=reason)
    _told(found, actor)
    return found
