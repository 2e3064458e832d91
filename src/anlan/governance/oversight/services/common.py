"""What the services of supervision documents share: finding, telling, clocks."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model
from django.utils.translation import gettext as _

from anlan.base.accounts.public import persons_holding
from anlan.base.deadlines.public import cancel_deadlines, meet_deadline, start_deadline
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import list_people_info
from anlan.base.regions.public import county_of
from anlan.governance.oversight.events import OrderEvent
from anlan.governance.oversight.models import Order
from anlan.governance.oversight.permissions import ISSUE, RECEIVE
from anlan.governance.responsibility.public import leaders_in_charge
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of

SIGN, ANSWER = "oversight.sign", "oversight.answer"
#: Right to approve by who must approve, in order; the last one signs.
FLOWS = {
    "office": ("oversight.office",),
    "leader": ("oversight.leader",),
    "principal": ("oversight.principal",),
}


def platform() -> Actor:
    """Return the platform's own actor for supervision."""
    return system_actor("oversight")


def locked(order_id: int, actor: Actor) -> Order:
    """Return a visible document, locked."""
    get_visible(Order, order_id, actor=actor, lock=True)
    return Order.objects.select_related("kind", "organisation", "office").get(pk=order_id)


def tell(cls: type[OrderEvent], order: Order, actor: Actor, **more: str) -> None:
    """Emit an event of a document."""
    emit(
        cls(
            order_id=order.pk,
            kind=order.kind.code,
            state=order.state,
            organisation=order.organisation_id,
            is_restricted=order.kind.is_restricted,
            **more,
        ),
        actor,
    )


def county_sign(region_code: str) -> str:
    """Return the county's sign in numbers: 龙 of 龙游县."""
    county = county_of(region_code)
    return county.name[:1] if county else "安"


def county_name(region_code: str) -> str:
    """Return the county's name at the head of its papers."""
    county = county_of(region_code)
    return county.name if county else ""


def people_of_unit(order: Order) -> list[int]:
    """Return who may sign for a document in the unit concerned."""
    holders = policy_of(order).who_can(RECEIVE, order)
    people = list_people_info(holders)
    return [pk for pk, person in people.items() if person.organisation_id == order.organisation_id]


def office_people(order: Order) -> list[int]:
    """Return who keeps documents of the issuing office."""
    people = list_people_info(persons_holding(ISSUE))
    return [pk for pk, person in people.items() if person.organisation_id == order.office_id]


def leaders_of(order: Order) -> list[int]:
    """Return the leaders in charge of the unit concerned."""
    return [
        leader.person_id for leader in leaders_in_charge(order.organisation_id) if leader.rank == 2
    ]


def say(
    order: Order, person_ids: Iterable[int], title: str, actor: Actor, *, must_confirm: bool = False
) -> None:
    """Tell people about a document."""
    notify(
        kind="oversight",
        person_ids=person_ids,
        title=title % {"kind": order.kind.name, "title": order.title},
        body=_("To be answered by %(day)s.") % {"day": order.due_on}
        if order.kind.needs_answer
        else "",
        url=order.get_absolute_url(),
        subject=order,
        actor=actor,
        must_confirm=must_confirm,
    )


def start_clocks(order: Order, actor: Actor) -> None:
    """Start the clocks of an issued document: to sign for it, to answer it."""
    if order.kind.is_restricted:
        return
    people = people_of_unit(order)
    start_deadline(rule_code=SIGN, subject=order, actor=actor, responsible_ids=people)
    if order.kind.needs_answer:
        start_deadline(
            rule_code=ANSWER,
            subject=order,
            actor=actor,
            responsible_ids=people,
            due_at=order.due_at,
        )


def meet(order: Order, rule_code: str, actor: Actor) -> None:
    """Stop a clock because it was done."""
    meet_deadline(subject=order, rule_code=rule_code, actor=actor)


def stop_clocks(order: Order, actor: Actor, reason: str) -> None:
    """Stop what still runs."""
    cancel_deadlines(subject=order, actor=actor, reason=reason[:200])


def name_of(model: type[Model] | Model) -> str:
    """Return the label under which a subject is kept."""
    return str(model._meta.label)
