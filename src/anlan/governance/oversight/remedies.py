"""What supervision tells the leader's screen: what was done about a promise, and the next act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anlan.governance.indicators.public import (
    Act,
    Promise,
    Remedy,
    register_acts,
    register_remedies,
)
from anlan.governance.oversight.panels import draw_up_url
from anlan.governance.oversight.permissions import ISSUE
from anlan.governance.oversight.selectors import orders_about
from anlan.kernel import clock
from anlan.kernel.actor import Actor

#: Model of each kind of promise on the screen.
MODELS = {"commitment": "commitments.Commitment", "indicator": "indicators.Indicator"}


@register_remedies
def orders_for(actor: Actor, promises: Sequence[Promise]) -> Mapping[str, Sequence[Remedy]]:
    """Return the documents drawn up about promises in danger, one query a kind of promise."""
    found: dict[str, list[Remedy]] = {}
    for kind, model in MODELS.items():
        ids = [promise.id for promise in promises if promise.kind == kind]
        if not ids:
            continue
        rows = orders_about(actor, subject_type=model, subject_ids=ids)
        for key, orders in rows.items():
            found[f"{kind}:{key}"] = [
                Remedy(
                    label=f"{order.kind_name} {order.state_label}",
                    on=order.issued_on or timezone.localtime(clock.now()).date(),
                    url=order.url,
                    is_open=order.closed_on is None,
                )
                for order in orders
            ]
    return found


@register_acts
def act_for(actor: Actor, promises: Sequence[Promise]) -> Mapping[str, Sequence[Act]]:
    """Offer who may draw up documents the way to one about each promise."""
    if not actor.has(ISSUE):
        return {}
    return {
        promise.key: (
            Act(
                _("Draw up a supervision document"),
                draw_up_url(MODELS[promise.kind], promise.id),
                "gavel",
            ),
        )
        for promise in promises
    }
