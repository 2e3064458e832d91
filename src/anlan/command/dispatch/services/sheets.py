"""The route sheet of a team under way."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.documents.public import (
    DocumentInfo,
    official_date,
    official_time,
    render_document,
)
from anlan.base.organisations.public import find_organisation
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.papers import sheet_context
from anlan.command.dispatch.permissions import ASSIGN
from anlan.command.responses.public import official_language
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import WrongState
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def write_route_sheet(*, dispatch_id: int, actor: Actor) -> DocumentInfo:
    """Write the sheet that opens the roads for a team as a Word paper.

    Raises ``WrongState`` once the team has arrived or stood down.
    """
    dispatch = get_visible(Dispatch, dispatch_id, actor=actor)
    require(actor, ASSIGN, dispatch)
    if not dispatch.is_coming:
        raise WrongState(_("The team is no longer under way; it needs no route sheet."))
    office = find_organisation(actor.organisation_id) if actor.organisation_id else None
    now = clock.now()
    with official_language():
        context = sheet_context(dispatch, office.name if office else "") | {
            "made_at": official_time(now),
            "made_by": actor.display_name,
            "date": official_date(now.date()),
        }
    document = render_document(
        template_code="dispatch.route_sheet",
        context=context,
        subject=dispatch,
        actor=actor,
        title=f"{dispatch.team.name}应急救援车辆通行单",
    )
    audit(actor, "dispatch.dispatch.sheet", dispatch, after={"number": document.number})
    return document
