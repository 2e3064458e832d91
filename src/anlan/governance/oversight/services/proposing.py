"""What the platform proposes by itself. Nothing goes out that no person took up."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.governance.oversight.choices import OrderState
from anlan.governance.oversight.models import Order
from anlan.governance.oversight.services.common import office_people, say
from anlan.governance.oversight.services.drawing import draw_up_order
from anlan.governance.oversight.sources import beginning_of, find_subject
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotPermitted, NotVisible

#: A document about the same thing in one of these states: nothing more is proposed.
OPEN = (
    OrderState.PROPOSED,
    OrderState.DRAFT,
    OrderState.APPROVING,
    OrderState.ISSUED,
    OrderState.SIGNED,
    OrderState.ANSWERED,
)


@transaction.atomic
def propose_about(*, model: str, key: int, actor: Actor) -> Order | None:
    """Propose a document about an object to the office, once; None when there is no reason."""
    open_ones = Order.objects.filter(subject_type=model, subject_id=str(key), state__in=OPEN)
    if open_ones.exists():
        return None
    try:
        subject = find_subject(model, str(key), actor)
    except NotVisible:
        return None
    beginning = beginning_of(subject, actor)
    if beginning is None or beginning.organisation_id is None:
        return None
    try:
        order = draw_up_order(
            kind="order",
            organisation_id=beginning.organisation_id,
            reason=beginning.reason,
            subject=subject,
            subject_label=beginning.label,
            facts=[{"label": label, "value": value} for label, value in beginning.facts],
            is_proposal=True,
            actor=actor,
        )
    except NotPermitted:
        return None  # no office issues documents here yet
    say(order, office_people(order), _("Proposed by the platform: %(title)s"), actor)
    return order
