"""Deliveries to systems outside that were given up, on the desk of system administrators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.base.exchange.models import Webhook
from anlan.base.exchange.models.webhooks import DeliveryState
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskItem, DeskSection, register_desk
from anlan.kernel.policy import policy_of, visible

SINCE_DAYS = 7
LINES = 20


def failed_items(actor: Actor) -> Iterable[DeskItem]:
    """Web hooks whose deliveries failed for good lately."""
    since = clock.now() - timedelta(days=SINCE_DAYS)
    hooks = (
        visible(Webhook, actor)
        .filter(deliveries__state=DeliveryState.FAILED, deliveries__updated_at__gt=since)
        .annotate(failed=Count("deliveries"), last_at=Max("deliveries__updated_at"))
    )
    for hook in hooks.order_by("-last_at")[:LINES]:
        yield DeskItem(
            label=_("Not delivered: %(name)s") % {"name": hook.name},
            url=hook.get_absolute_url(),
            level=3,
            value=ngettext("%(n)d delivery", "%(n)d deliveries", hook.failed) % {"n": hook.failed},
            at=hook.last_at,
        )


register_desk(
    DeskSection(
        name="exchange.failed",
        title=gettext_lazy("Deliveries given up"),
        place="now",
        items=failed_items,
        permission=policy_of(Webhook).view,
        roles=("system_admin",),
        order=20,
    )
)
