"""What supervision adds to other pages: a button to draw up a document, the documents so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.governance.oversight.models import Order
from anlan.governance.oversight.permissions import ISSUE, VIEW
from anlan.governance.oversight.sources import SOURCES, beginning_of
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs

#: Documents shown on the page of something else.
SHOWN = 8


def order_row(order: Order) -> dict[str, Any]:
    """A document as a line of a small list."""
    return {
        "label": order.title,
        "url": order.get_absolute_url(),
        "where": " · ".join(word for word in (order.kind.name, order.number) if word),
        "state": {"label": order.get_state_display(), "tone": order.tone},
        "at": order.issued_at or order.created_at,
    }


def draw_up_url(model: str, key: Any) -> str:
    """Return the address at which a document about an object is drawn up."""
    return f"{reverse('oversight:draw_up')}?{urlencode({'about': model, 'key': key})}"


def verbs_of(obj: Any, actor: Actor) -> Iterable[Verb]:
    """The button, where there is a reason and the actor may draw up documents."""
    if not actor.has(ISSUE) or beginning_of(obj, actor) is None:
        return
    yield Verb(
        "oversight",
        _("Draw up a supervision document"),
        draw_up_url(obj._meta.label, obj.pk),
        method="get",
        icon="gavel",
    )


def orders_of(obj: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The documents drawn up about an object; nothing where there is none."""
    rows = visible(Order, actor).filter(subject_type=obj._meta.label, subject_id=str(obj.pk))
    found = list(rows.select_related("kind")[:SHOWN])
    return {"rows": [order_row(row) for row in found], "count": len(found)} if found else None


def orders_of_unit(unit: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The documents that concern an organisation."""
    rows = visible(Order, actor).filter(organisation_id=unit.pk)
    found = list(rows.select_related("kind")[:SHOWN])
    if not found:
        return None
    return {
        "rows": [order_row(row) for row in found],
        "count": len(found),
        "url": f"{reverse('oversight:orders')}?tab=all&organisation={unit.pk}",
    }


for _label in SOURCES:
    register_verbs(_label, verbs_of)
    register_panel(
        Panel(
            model=_label,
            name="oversight",
            title=gettext_lazy("Supervision documents"),
            template="",
            context=orders_of,
            permission=VIEW,
            order=70,
        )
    )
register_panel(
    Panel(
        model="organisations.Organisation",
        name="oversight",
        title=gettext_lazy("Supervision documents"),
        template="",
        context=orders_of_unit,
        permission=VIEW,
        order=70,
    )
)
