"""Taking hazards over from an old ledger, in the state they are in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.policy import policy_of
from anlan.supervision.enterprises.public import find_enterprise
from anlan.supervision.hazards.choices import (
    LEVELS_BY_NAME,
    HazardSource,
    HazardState,
)
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.permissions import IMPORT
from anlan.supervision.hazards.services import regrading
from anlan.supervision.hazards.services.common import (
    draw_hazard_number,
    flow,
    rectify_rule,
    start_clock,
)
from anlan.supervision.hazards.services.recurrence import link_recurrence
from anlan.supervision.hazards.services.reporting import set_due


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


@transaction.atomic
def take_over_hazard(
    *,
    title: str,
    found_on: date,
    actor: Actor,
    number: str = "",
    uscc: str = "",
    region_code: str = "",
    place: str = "",
    source: str = HazardSource.INSPECTION,
    level: str = "general",
    category: str | None = None,
    description: str = "",
    due_on: date | None = None,
    rectified_on: date | None = None,
    closed_on: date | None = None,
    rectified_by: str = "",
) -> Hazard:
    """Write a hazard of an old ledger: crossed off when it says so, else open with its clock.

    It counts from the day it was found. Raises ``InvalidInput`` for days in the wrong order.
    """
    enterprise = find_enterprise(actor, uscc=uscc.strip().upper()) if uscc.strip() else None
    fields: dict[str, str] = {}
    if uscc.strip() and enterprise is None:
        fields["uscc"] = _("No enterprise of your area has this credit code.")
    if not title.strip():
        fields["title"] = _("Say in a few words what is wrong.")
    if found_on > clock.today():
        fields["found_on"] = _("This day lies ahead.")
    for name, day in (("rectified_on", rectified_on), ("closed_on", closed_on)):
        if day is not None and (day < found_on or day > clock.today()):
            fields[name] = _("This day lies before the hazard was found, or ahead.")
    if due_on is not None and due_on < found_on:
        fields["due_on"] = _("This day lies before the hazard was found.")
    region = region_code or (enterprise.region_code if enterprise else "")
    if not region:
        fields["region_code"] = _("Choose the place: an enterprise, a region or a point.")
    if fields:
        raise InvalidInput(fields=fields)
    done_on = rectified_on or closed_on
    hazard = Hazard(
        number=number.strip() or draw_hazard_number(region),
        title=title.strip(),
        description=description.strip(),
        source=HazardSource(source),
        level=LEVELS_BY_NAME[level],
        category_id=category or None,
        region_id=region,
        enterprise_id=enterprise.id if enterprise else None,
        organisation_id=enterprise.organisation_id if enterprise else None,
        sector_id=enterprise.sector if enterprise else None,
        place=place.strip(),
        found_at=_moment(found_on),
        reported_at=_moment(found_on),
        verified_at=_moment(found_on),
        reported_by_id=actor.id,
        reported_by=actor.display_name[:100],
        counted_on=found_on,
        due_on=due_on,
        due_at=_moment(due_on) + timedelta(hours=12) if due_on else None,
        state=HazardState.CANCELLED if closed_on else HazardState.RECTIFYING,
        closed_on=closed_on,
        closed_at=_moment(closed_on) if closed_on else None,
        rectified_at=_moment(done_on) if closed_on and done_on else None,
        rectified_by=rectified_by.strip(),
        is_on_time=None if not closed_on or not done_on else due_on is None or done_on <= due_on,
    )
    if not policy_of(Hazard).can(actor, IMPORT, hazard):
        raise NotPermitted(_("This place is outside the area you report hazards for."))
    if Hazard.objects.filter(number=hazard.number).exists():
        raise InvalidInput(fields={"number": _("A hazard with this number is known already.")})
    link_recurrence(hazard, [])
    hazard.refresh_search_text()
    hazard.save()
    if not closed_on:
        set_due(hazard, start_clock(hazard, rectify_rule(hazard), due_at=hazard.due_at))
        hazard.save(update_fields=["due_at", "due_on", "updated_at"])
        regrading.weigh(hazard, flow())
    audit(
        actor,
        "hazards.hazard.imported",
        hazard,
        after={"number": hazard.number, "state": hazard.state, "found_on": found_on},
    )
    return hazard
