"""What evacuations add to the incident: panel, button, the line of the board, the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from anlan.command.incidents.public import register_closing_guard, register_report_section
from anlan.command.responses.public import BoardPart, official_language, register_board_part
from anlan.command.shelters.choices import EVACUATION_TONES, EvacuationState, Outcome
from anlan.command.shelters.models import Evacuation
from anlan.command.shelters.permissions import ORDER, VIEW_EVACUATION
from anlan.command.shelters.selectors.evacuations import running_of
from anlan.kernel.actor import Actor
from anlan.kernel.policy import scope_reaches, visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs

UNFINISHED_INCIDENT = ("open", "responding", "controlled")


def incident_evacuations(incident: Any, actor: Actor) -> Mapping[str, Any] | None:
    """List the townships that are moved, with how many are accounted for."""
    seen = set(
        visible(Evacuation, actor).filter(incident_id=incident.pk).values_list("pk", flat=True)
    )
    if not seen:
        return None
    return {
        "rows": [
            {
                "label": row.region.name,
                "url": row.get_absolute_url(),
                "value": f"{totals.accounted} / {totals.people}",
                "state": {
                    "label": row.get_state_display(),
                    "tone": EVACUATION_TONES[row.state],
                },
                "due": row.due_at if row.state == EvacuationState.MOVING else None,
            }
            for row, totals in running_of(incident.pk)
            if row.pk in seen
        ],
        "count": len(seen),
        "topic": f"incident:{incident.pk}",
    }


def incident_verbs(incident: Any, actor: Actor) -> Iterable[Verb]:
    """Offer to move people."""
    if incident.state in UNFINISHED_INCIDENT and scope_reaches(
        actor, ORDER, region=incident.region_id
    ):
        yield Verb(
            name="evacuate",
            label=_("Order an evacuation"),
            url=reverse("shelters:evacuation_order", args=[incident.pk]),
            method="get",
            icon="users",
        )


def board_part(incident_id: int) -> Mapping[str, Any] | None:
    """Tell the situation board how far each township is."""
    found = running_of(incident_id)
    if not found:
        return None
    return {
        "people": sum(totals.people for _row, totals in found),
        "accounted": sum(totals.accounted for _row, totals in found),
        "lines": [
            {
                "row": row,
                "totals": totals,
                "tone": EVACUATION_TONES[row.state],
                "words": _(
                    "%(sheltered)d in shelters · %(relatives)d with relatives · %(stayed)d stayed"
                )
                % {
                    "sheltered": totals.by_outcome[Outcome.SHELTERED],
                    "relatives": totals.by_outcome[Outcome.RELATIVES],
                    "stayed": totals.stayed,
                },
            }
            for row, totals in found
        ],
    }


register_board_part(BoardPart("evacuation", "shelters/_board.html", board_part))


@register_closing_guard
def may_incident_close(incident_id: int) -> str | None:
    """An incident closes after the people moved for it have returned."""
    left = (
        Evacuation.objects.filter(incident_id=incident_id)
        .exclude(state=EvacuationState.RETURNED)
        .count()
    )
    if not left:
        return None
    return ngettext(
        "People of %(n)d township have not returned yet.",
        "People of %(n)d townships have not returned yet.",
        left,
    ) % {"n": left}


def report_section(incident_id: int) -> Mapping[str, Any] | None:
    """Tell the final report who was moved where."""
    found = running_of(incident_id)
    if not found:
        return None
    with official_language():
        paragraphs = [
            _(
                "%(region)s: %(people)d people of %(doors)d households; %(sheltered)d in shelters, "
                "%(relatives)d with relatives, %(stayed)d stayed with a follow-up."
            )
            % {
                "region": row.region.name,
                "people": totals.people,
                "doors": totals.doors,
                "sheltered": totals.by_outcome[Outcome.SHELTERED],
                "relatives": totals.by_outcome[Outcome.RELATIVES],
                "stayed": totals.stayed,
            }
            for row, totals in found
        ]
        people = sum(totals.people for _row, totals in found)
        return {
            "heading": _("Evacuation"),
            "paragraphs": paragraphs,
            "moments": {},
            "figures": {"people": people, "townships": len(found)},
        }


register_report_section("evacuations", report_section)
register_verbs("incidents.Incident", incident_verbs)
register_panel(
    Panel(
        model="incidents.Incident",
        name="evacuations",
        title=gettext_lazy("Evacuation"),
        template="",
        context=incident_evacuations,
        permission=VIEW_EVACUATION,
        order=35,
    )
)
