"""Rules drafted from the limits a device's template proposes; an officer puts them into force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.events import on
from anlan.kernel.policy import visible
from anlan.kernel.registry import Panel, register_panel
from anlan.monitoring.alarms.choices import RuleKind, RuleState
from anlan.monitoring.alarms.models import AlarmRule
from anlan.monitoring.alarms.permissions import VIEW_RULE
from anlan.monitoring.alarms.services.rules import create_rule
from anlan.monitoring.devices.events import DeviceEquipped
from anlan.monitoring.devices.public import LimitProposal, list_proposals


def _name(proposal: LimitProposal) -> str:
    words = (
        _("%(device)s %(point)s above %(limit)s")
        if proposal.is_above
        else _("%(device)s %(point)s below %(limit)s")
    )
    limit = f"{proposal.limit:g} {proposal.unit}".strip()
    return words % {
        "device": proposal.device_name,
        "point": proposal.point_name,
        "limit": limit,
    }


@transaction.atomic
def draft_proposed_rules(*, device_id: int, actor: Actor) -> list[AlarmRule]:
    """Draft a rule for each limit proposed for a device; one that is written already stays alone.

    Nothing is put into force: that takes a back-test or a reason, and a person.
    """
    drafted = []
    for proposal in list_proposals(device_id):
        limit = "upper" if proposal.is_above else "lower"
        kind = RuleKind.UPPER if proposal.is_above else RuleKind.LOWER
        same = AlarmRule.objects.filter(
            point_id=proposal.point_id, kind=kind, level=proposal.level, **{limit: proposal.limit}
        )
        if same.exists():
            continue
        rule = create_rule(
            name=_name(proposal)[:200],
            point_id=proposal.point_id,
            kind=kind,
            level=proposal.level,
            unit=proposal.unit,
            dead_band=proposal.dead_band,
            on_delay_s=proposal.delay_s,
            basis=proposal.basis or _("proposed by the template of the device"),
            basis_verified=proposal.basis_verified,
            actor=actor,
            **{limit: proposal.limit},
        )
        drafted.append(rule)
    return drafted


@on(DeviceEquipped, inline=True)
def device_equipped(event: DeviceEquipped) -> None:
    """With its points a device gets the drafts of their limits."""
    with override(settings.LANGUAGE_CODE):
        draft_proposed_rules(device_id=event.device_id, actor=system_actor("ingest"))


def drafts_of(device: Any, actor: Actor) -> Mapping[str, Any] | None:
    """Return the drafts for the points of a device; each leads to where it is put into force."""
    rows = visible(AlarmRule, actor).filter(point__device_id=device.pk, state=RuleState.DRAFT)
    found = list(rows.order_by("level", "pk"))
    if not found:
        return None
    return {
        "count": len(found),
        "url": f"{reverse('alarms:rules')}?tab=draft",
        "help": _("Not in force: open a draft, test it on history, put it into force."),
        "rows": [
            {
                "label": rule.name,
                "url": rule.get_absolute_url(),
                "level": rule.level,
                "where": rule.basis,
                "state": {"label": rule.get_state_display(), "tone": rule.tone},
            }
            for rule in found
        ],
    }


register_panel(
    Panel(
        model="devices.Device",
        name="drafts",
        title=gettext_lazy("Drafted rules"),
        template="alarms/_drafts.html",
        context=drafts_of,
        permission=VIEW_RULE,
        order=15,
    )
)
