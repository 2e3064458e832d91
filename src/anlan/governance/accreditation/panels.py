"""What demonstration units add to the page of an organisation: its titles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from anlan.governance.accreditation.models import Case
from anlan.governance.accreditation.permissions import VIEW
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import Panel, register_panel

#: Titles shown on the page of an organisation.
SHOWN = 8


def titles_of(unit: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The titles and candidates of an organisation; nothing where there is none."""
    rows = visible(Case, actor).filter(organisation_id=unit.pk).select_related("kind")
    found = list(rows[:SHOWN])
    if not found:
        return None
    return {
        "count": len(found),
        "rows": [
            {
                "label": f"{row.unit_name} · {row.kind.name}",
                "url": row.get_absolute_url(),
                "value": row.number,
                "state": {"label": row.get_state_display(), "tone": row.tone},
            }
            for row in found
        ],
    }


register_panel(
    Panel(
        model="organisations.Organisation",
        name="accreditation",
        title=gettext_lazy("Demonstration units"),
        template="",
        context=titles_of,
        permission=VIEW,
        order=80,
    )
)
