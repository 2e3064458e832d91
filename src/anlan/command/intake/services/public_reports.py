"""Reports of people without an account: limited, unconfirmed until somebody calls back."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.db import connection, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.regions.public import list_for_choice, region_at
from anlan.command.incidents.public import number_index, point
from anlan.command.intake.errors import TooManyReports
from anlan.command.intake.models import IntakeItem
from anlan.command.intake.permissions import HANDLE, REVEAL
from anlan.command.intake.services.messages import emit_moved
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible, WrongState
from anlan.kernel.fields import blind_index, mask
from anlan.kernel.policy import get_visible, require

#: (within, at most): from one address, with one number, from everybody together.
PER_ADDRESS = ((timedelta(minutes=10), 3), (timedelta(days=1), 10))
PER_NUMBER = ((timedelta(hours=1), 2), (timedelta(days=1), 5))
TOGETHER = ((timedelta(minutes=10), 40),)
#: A page is filled in by a person in no less, and sent in no more than this.
LEAST_S, MOST_S = 3, 7200
SALT = "anlan.intake.public"
#: Key of the lock under which the limits are counted.
LOCK = 7_310_227


def opened_now(*, ago_s: int = 0) -> str:
    """Return a signed note of when the page was opened."""
    return signing.dumps(int(clock.now().timestamp()) - ago_s, salt=SALT)


def is_timely(opened: str) -> bool:
    """Whether a page is sent when a person does it: not at once, not hours after it was opened."""
    try:
        at = int(signing.loads(opened, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return LEAST_S <= clock.now().timestamp() - at <= MOST_S


@transaction.atomic
def take_public_report(
    *,
    title: str,
    phone: str,
    sender: str,
    actor: Actor,
    kind: str = "",
    address: str = "",
    description: str = "",
    caller_name: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
) -> IntakeItem:
    """Put a report of the public into the queue, unconfirmed. Raises ``TooManyReports``.

    The sending address is kept as a keyed digest only, to count with.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    now = clock.now()
    origin, number = blind_index(sender or "-"), number_index(phone)
    rows = IntakeItem.objects.filter(channel="public")
    for limits, narrow in (
        (PER_ADDRESS, {"sender_index": origin}),
        (PER_NUMBER, {"caller_index": number}),
        (TOGETHER, {}),
    ):
        for within, most in limits:
            if rows.filter(received_at__gt=now - within, **narrow).count() >= most:
                raise TooManyReports
    location = point(longitude, latitude)
    found = (
        region_at(longitude, latitude) if longitude is not None and latitude is not None else None
    )
    item = IntakeItem(
        channel="public",
        title=title.strip()[:200],
        kind=kind,
        description=description.strip(),
        region_id=found.code if found else _county(),
        address=address.strip()[:200],
        location=location,
        caller_name=caller_name.strip()[:50],
        caller_phone=phone,
        caller_index=number,
        sender_index=origin,
        needs_call_back=True,
        occurred_at=now,
        received_at=now,
    )
    item.refresh_search_text()
    item.save()
    audit(actor, "intake.item.received", item)
    emit_moved(item, actor)
    return item


def _county() -> str:
    """Return the county the page belongs to: where a report belongs whose place is not known."""
    counties = list_for_choice("county")
    if not counties:
        raise NotVisible
    return counties[0].code


def reveal_item_number(*, item_id: int, actor: Actor) -> str:
    """Return the sender's number for calling back; recorded as read. Masked without the right."""
    item = get_visible(IntakeItem, item_id, actor=actor)
    if not actor.has(REVEAL):
        return mask(item.caller_phone)
    audit(actor, "intake.item.revealed", item)
    return str(item.caller_phone)


@transaction.atomic
def confirm_item(*, item_id: int, actor: Actor, reason: str = "") -> IntakeItem:
    """Note that the sender was called back and stands by the report."""
    item = get_visible(IntakeItem, item_id, actor=actor, lock=True)
    require(actor, HANDLE, item)
    if not item.is_unconfirmed:
        raise WrongState(_("This report needs no confirmation."))
    item.confirmed_at, item.confirmed_by = clock.now(), actor.display_name[:100]
    if reason.strip():
        said = _("Called back: %(words)s") % {"words": reason.strip()}
        item.description = "\n".join(filter(None, [item.description, said]))
    item.save(update_fields=["confirmed_at", "confirmed_by", "description", "updated_at"])
    audit(actor, "intake.item.confirmed", item, reason=reason)
    emit_moved(item, actor)
    return item
