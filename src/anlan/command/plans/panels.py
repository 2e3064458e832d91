"""The plans of an enterprise on its dossier, with the way to a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.plans.choices import STATE_TONES, UNIT_KINDS, PlanKind
from anlan.command.plans.models import Plan
from anlan.command.plans.permissions import CHANGE, VIEW
from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of, visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs

#: Plans named on the dossier.
SHOWN = 6


def of_enterprise(enterprise: Any, actor: Actor) -> Mapping[str, Any]:
    """The plans of an enterprise, those in force first."""
    rows = visible(Plan, actor).filter(
        organisation_id=enterprise.organisation_id, kind__in=UNIT_KINDS
    )
    return {
        "rows": [
            {
                "label": plan.name,
                "url": plan.get_absolute_url(),
                "where": f"v{plan.version}",
                "state": {"label": plan.get_state_display(), "tone": STATE_TONES[plan.state]},
            }
            for plan in rows.order_by("-state", "-version", "name")[:SHOWN]
        ],
        "count": rows.count(),
        "empty": _("No emergency plan of this enterprise is on the platform yet."),
    }


def enterprise_verbs(enterprise: Any, actor: Actor) -> Iterable[Verb]:
    """The enterprise itself begins its plan from a template."""
    own = Plan(
        kind=PlanKind.ENTERPRISE,
        organisation_id=enterprise.organisation_id,
        region_id=enterprise.region_id,
    )
    if policy_of(Plan).can(actor, CHANGE, own):
        url = f"{reverse('plans:templates')}?owner=organisation:{enterprise.organisation_id}"
        yield Verb("plan_from_template", _("Begin an emergency plan"), url, method="get")


register_panel(
    Panel(
        model="enterprises.Enterprise",
        name="emergency_plans",
        title=_("Emergency plans"),
        template="",
        context=of_enterprise,
        permission=VIEW,
        order=60,
    )
)
register_verbs("enterprises.Enterprise", enterprise_verbs)
