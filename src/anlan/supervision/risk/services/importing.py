"""A risk list as enterprises have it: one line a control, object, unit and event beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.risk.choices import Level, Method
from anlan.supervision.risk.models import Control, RiskEvent, RiskObject, RiskUnit
from anlan.supervision.risk.services.tree import (
    create_control,
    create_event,
    create_object,
    create_unit,
    update_control,
    update_event,
)

CONTROL_FACTS = ("category", "control_level", "department", "owner_id", "check_content", "period")


def find_line(enterprise_id: int, values: Mapping[str, Any], actor: Actor) -> Control | None:
    """Return the control of a line when the enterprise has it already."""
    return (
        visible(Control, actor)
        .filter(
            enterprise_id=enterprise_id,
            is_retired=False,
            unit__name=values["unit_name"],
            event__name=values["event_name"],
            description=values["description"].strip(),
        )
        .first()
    )


@transaction.atomic
def import_line(*, enterprise_id: int, values: Mapping[str, Any], actor: Actor) -> Control:
    """Add a line: the object, unit and event are made when they are missing."""
    name = values["object_name"].strip()
    parent = RiskObject.objects.filter(
        enterprise_id=enterprise_id, name=name, is_retired=False
    ).first() or create_object(enterprise_id=enterprise_id, name=name, actor=actor)
    name = values["unit_name"].strip()
    unit = RiskUnit.objects.filter(risk_object=parent, name=name, is_retired=False).first()
    if unit is None:
        facts = {k: values[k] for k in ("department", "control_level") if values.get(k)}
        unit = create_unit(object_id=parent.pk, name=name, actor=actor, **facts)
    event = _event(unit, values, actor)
    facts = {key: values[key] for key in CONTROL_FACTS if values.get(key)}
    return create_control(
        event_id=event.pk, description=values["description"], actor=actor, **facts
    )


@transaction.atomic
def update_line(*, control_id: int, values: Mapping[str, Any], actor: Actor) -> Control:
    """Bring a control up to its line, and judge its event anew when the line has values."""
    control = Control.objects.select_related("event__unit").get(pk=control_id)
    _event(control.event.unit, values, actor)
    facts = {key: values[key] for key in CONTROL_FACTS if values.get(key)}
    return update_control(control_id=control_id, actor=actor, **facts)


def _event(unit: RiskUnit, values: Mapping[str, Any], actor: Actor) -> RiskEvent:
    """Return the event of a line, made or judged anew from its values."""
    name = values["event_name"].strip()
    event = RiskEvent.objects.filter(unit=unit, name=name).first()
    method = values.get("method") or ""
    judged: dict[str, Any] = {
        "method": method or Method.DIRECT,
        "inherent_inputs": values.get("inherent_inputs") or {},
        "residual_inputs": values.get("residual_inputs") or {},
    }
    words: dict[str, Any] = {
        "cause": values.get("cause", ""),
        "accident_kinds": values.get("accident_kinds") or [],
    }
    if event is None:
        event = create_event(unit_id=unit.pk, name=name, actor=actor, **judged, **words)
    elif method and judged["inherent_inputs"]:
        event = update_event(event_id=event.pk, actor=actor, **judged)
    if not method or method == Method.DIRECT:
        event = _as_listed(event, values, actor)
    return event


def _as_listed(event: RiskEvent, values: Mapping[str, Any], actor: Actor) -> RiskEvent:
    """Take the levels of the list where it gives no values: judged directly."""
    inherent = values.get("inherent_level")
    residual = values.get("residual_level")
    if inherent is None and residual is None:
        return event
    after = int(residual or inherent or Level.BLUE)
    before = min(int(inherent or after), after)
    return update_event(event_id=event.pk, actor=actor, inherent_level=before, residual_level=after)
