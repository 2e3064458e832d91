"""Handling the queue: open an incident, attach, hand on, dismiss, look again; quick reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.exchange.public import deliver_event
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import find_organisation, first_people
from anlan.base.regions.public import region_at
from anlan.command.incidents.public import (
    IncidentInfo,
    add_timeline_entry,
    get_incident,
    incident_of,
    number_index,
    open_incident,
    point,
)
from anlan.command.intake.choices import LINKED, ItemState
from anlan.command.intake.events import ItemAnswered
from anlan.command.intake.models import IntakeItem
from anlan.command.intake.permissions import HANDLE, SEND
from anlan.command.intake.services.messages import emit_moved, figure_words
from anlan.command.intake.states import ITEM
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, scope_reaches


def _locked(item_id: int, actor: Actor) -> IntakeItem:
    return get_visible(IntakeItem, item_id, actor=actor, lock=True)


def _handled(item: IntakeItem, actor: Actor, reason: str = "", **values: Any) -> None:
    item.handled_at = clock.now()
    item.handled_by_id, item.handled_by = actor.id, actor.display_name[:100]
    item.reason = reason.strip()[:300]
    for name, value in values.items():
        setattr(item, name, value)
    item.save()
    emit_moved(item, actor)
    answer_sender(item, actor)


@transaction.atomic
def open_from_item(
    *, item_id: int, actor: Actor, values: Mapping[str, Any] | None = None
) -> IncidentInfo:
    """Open the incident of an item; ``values`` correct what the sender told.

    The time of reception stays that of the arrival. Raises ``InvalidInput`` or
    ``TransitionRefused``.
    """
    item = _locked(item_id, actor)
    ITEM.check(item, "open_incident", actor=actor)
    given = {**item.values, "facts": item.facts}
    given.update({k: v for k, v in (values or {}).items() if v not in (None, "")})
    given["reported_at"] = item.received_at
    given["occurred_at"] = min(given["occurred_at"], item.received_at)
    incident = open_incident(actor=actor, **given)
    adopt_incident(item_id=item.pk, incident_id=incident.pk, actor=actor)
    return incident_of(incident.pk)


@transaction.atomic
def adopt_incident(*, item_id: int, incident_id: int, actor: Actor) -> IntakeItem:
    """Note that an incident was opened from an item (by the intake form, in its transaction)."""
    item = _locked(item_id, actor)
    ITEM.check(item, "open_incident", actor=actor)
    # The row must name its incident before it may stand as opened.
    IntakeItem.objects.filter(pk=item.pk).update(incident_id=incident_id)
    item.incident_id = incident_id
    ITEM.fire(item, "open_incident", actor=actor)
    _handled(item, actor)
    _tell(item, incident_id, actor)
    audit(actor, "intake.item.opened", item, after={"incident": incident_of(incident_id).number})
    return item


@transaction.atomic
def attach_item(*, item_id: int, incident_id: int, actor: Actor, reason: str = "") -> IntakeItem:
    """Say that an item tells of an incident that stands open already."""
    item = _locked(item_id, actor)
    incident = get_incident(incident_id, actor)
    # What really was reported never disappears into a drill.
    if not incident.is_unfinished or incident.is_drill:
        raise InvalidInput(fields={"incident": _("Choose an incident that is not finished.")})
    ITEM.check(item, "attach", actor=actor)
    IntakeItem.objects.filter(pk=item.pk).update(incident_id=incident.id)
    item.incident_id = incident.id
    ITEM.fire(item, "attach", actor=actor)
    _handled(item, actor, reason)
    _tell(item, incident.id, actor)
    audit(actor, "intake.item.attached", item, after={"incident": incident.number}, reason=reason)
    return item


def _tell(item: IntakeItem, incident_id: int, actor: Actor) -> None:
    figures = figure_words(item.facts)
    add_timeline_entry(
        incident_id=incident_id,
        kind="signal",
        text=_("%(channel)s %(number)s: %(title)s")
        % {
            "channel": item.sender or item.get_channel_display(),
            "number": item.external_number,
            "title": (f"{item.title}（{figures}）" if figures else item.title)
            + (_(" (not confirmed by calling back)") if item.is_unconfirmed else ""),
        },
        actor=actor,
        at=item.received_at,
        url=item.get_absolute_url(),
        key=f"intake-item:{item.pk}",
    )


@transaction.atomic
def dismiss_item(*, item_id: int, actor: Actor, reason: str = "") -> IntakeItem:
    """Set an item aside as nothing to be done; the reason is kept and told to the sender."""
    item = _locked(item_id, actor)
    ITEM.fire(item, "dismiss", actor=actor, reason=reason)
    _handled(item, actor, reason)
    audit(actor, "intake.item.dismissed", item, reason=reason)
    return item


@transaction.atomic
def hand_on_item(
    *, item_id: int, organisation_id: int, actor: Actor, reason: str = ""
) -> IntakeItem:
    """Hand an item on to the office it belongs to; its people are told."""
    item = _locked(item_id, actor)
    office = find_organisation(organisation_id)
    if office is None:
        raise InvalidInput(fields={"organisation": _("Choose the office.")})
    ITEM.fire(item, "hand_on", actor=actor, reason=reason)
    _handled(item, actor, reason, handed_to_id=office.id)
    people = first_people([office.id])
    notify(
        kind="intake.handed_on",
        person_ids=[person.id for person in people.values()],
        title=_("Handed on to you: %(title)s") % {"title": item.title},
        body=" · ".join(part for part in (item.address, reason) if part),
        url=item.get_absolute_url(),
        subject=item,
        must_confirm=True,
        actor=actor,
    )
    audit(actor, "intake.item.handed_on", item, after={"to": office.name}, reason=reason)
    return item


@transaction.atomic
def take_back_item(*, item_id: int, actor: Actor, reason: str = "") -> IntakeItem:
    """Look at a dismissed, handed on or withdrawn item again."""
    item = _locked(item_id, actor)
    ITEM.fire(item, "take_back", actor=actor, reason=reason)
    _handled(item, actor, reason, handed_to_id=None)
    audit(actor, "intake.item.taken_back", item, reason=reason)
    return item


@transaction.atomic
def send_quick_report(
    *,
    title: str,
    actor: Actor,
    kind: str = "",
    description: str = "",
    address: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
    occurred_at: datetime | None = None,
    phone: str = "",
) -> IntakeItem:
    """Report what one sees: from the phone of a grid worker, a village cadre, an enterprise.

    The place is the point given, else the sender's own area.
    """
    now = clock.now()
    location = point(longitude, latitude)
    found = region_at(longitude, latitude) if location is not None else None  # type: ignore[arg-type]
    code = found.code if found else _own_region(actor)
    fields: dict[str, str] = {}
    if not title.strip():
        fields["title"] = _("Say in a few words what happened.")
    if not code:
        fields["address"] = _("The place is not known: use your position.")
    if occurred_at is not None and occurred_at > now:
        fields["occurred_at"] = _("This time lies ahead.")
    if fields:
        raise InvalidInput(fields=fields)
    if not any(True for _scope in actor.scopes_for(SEND)):
        raise NotPermitted
    is_grid = bool(actor.roles & {"grid_worker", "group_monitor"})
    item = IntakeItem(
        channel="grid" if is_grid else "app",
        title=title.strip()[:200],
        kind=kind,
        description=description.strip(),
        region_id=code,
        address=address.strip()[:200],
        location=location,
        caller_name=actor.display_name[:50],
        caller_phone=phone.strip(),
        caller_index=number_index(phone),
        occurred_at=occurred_at or now,
        received_at=now,
    )
    item.refresh_search_text()
    item.save()
    audit(actor, "intake.item.received", item)
    emit_moved(item, actor)
    return item


def _own_region(actor: Actor) -> str:
    """The region of the sender's office, when it lies in his area."""
    office = find_organisation(actor.organisation_id) if actor.organisation_id else None
    if office is None:
        return ""
    reaches = scope_reaches(actor, SEND, region=office.region_code, organisation_id=office.id)
    return office.region_code if reaches else ""


def answer_sender(item: IntakeItem, actor: Actor) -> None:
    """Tell the sender's system what became of its report, when it has an address for that."""
    source = item.source
    if source is None or source.webhook_id is None:
        return
    linked = item.state in LINKED and item.incident_id is not None
    incident = incident_of(item.incident_id) if linked and item.incident_id else None
    record = emit(
        ItemAnswered(
            item_id=item.pk,
            number=item.external_number,
            state=str(item.state),
            reason=item.reason if item.state == ItemState.DISMISSED else "",
            incident_number=incident.number if incident else "",
            incident_state=incident.state if incident else "",
            handled_at=item.handled_at,
        ),
        actor,
    )
    deliver_event(webhook_id=source.webhook_id, record=record)


def may_handle(item: IntakeItem, actor: Actor) -> bool:
    """Whether the actor handles this item."""
    return policy_of(IntakeItem).can(actor, HANDLE, item)
