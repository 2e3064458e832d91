"""The two lists: putting on, asking for clearing, clearing, returning, following the hazard."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.organisations.public import find_organisation
from anlan.governance.campaigns.choices import UNCLEARED, EntryLevel, EntryState, ListKind
from anlan.governance.campaigns.events import EntryMoved
from anlan.governance.campaigns.models import Campaign, ListEntry, SubPlan
from anlan.governance.campaigns.permissions import CHECK, REPORT, RUN, campaign_in_reach
from anlan.governance.campaigns.services.common import platform, tell_units
from anlan.governance.campaigns.states import ENTRY
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, scope_reaches
from anlan.supervision.hazards.public import get_hazard


def _tell(entry: ListEntry, actor: Actor) -> None:
    emit(
        EntryMoved(
            entry_id=entry.pk,
            campaign_id=entry.campaign_id,
            state=entry.state,
            region=entry.region_id,
            organisation=entry.unit_id,
        ),
        actor,
    )


@transaction.atomic
def list_entry(
    *,
    campaign_id: int,
    kind: str,
    title: str,
    unit_id: int,
    due_on: date,
    actor: Actor,
    sub_plan_id: int | None = None,
    level: str = "",
    text: str = "",
    place: str = "",
    region_code: str = "",
    hazard_id: int | None = None,
    listed_on: date | None = None,
) -> ListEntry:
    """Put a problem or an institution on the list of a campaign.

    The office lists for every unit, a unit for itself. A hazard of supervision is listed once and
    is cleared by its own closing.
    """
    campaign = campaign_in_reach(campaign_id, actor, REPORT)
    if not campaign.is_running:
        raise WrongState(_("Entries are made while the campaign runs."))
    if not actor.has(RUN) and not scope_reaches(actor, REPORT, organisation_id=unit_id):
        unit = find_organisation(unit_id)
        if unit is None or not scope_reaches(actor, REPORT, region=unit.region_code):
            raise NotPermitted(permission=REPORT)
    values = _checked(campaign, kind, level, unit_id, due_on, listed_on, sub_plan_id, hazard_id)
    if hazard_id is not None:
        hazard = get_hazard(hazard_id, actor)
        region_code, place = hazard.region_code, place or hazard.place
        values["level"] = EntryLevel.MAJOR if hazard.is_major else EntryLevel.GENERAL
    entry = ListEntry.objects.create(
        campaign=campaign,
        title=title.strip()[:200],
        text=text.strip(),
        place=place.strip()[:200],
        unit_id=unit_id,
        due_on=due_on,
        hazard_id=hazard_id,
        region_id=region_code or _region_of(unit_id),
        **values,
    )
    audit(actor, "campaigns.entry.made", entry, after={"unit": unit_id, "due_on": due_on})
    _tell(entry, actor)
    tell_units(
        [unit_id],
        kind="campaigns.entry",
        title=_("On the list of %(campaign)s: %(entry)s")
        % {"campaign": campaign.name, "entry": entry.title},
        body=_("To be cleared by %(day)s.") % {"day": due_on.isoformat()},
        url=entry.get_absolute_url(),
        level=1 if entry.level == EntryLevel.MAJOR else None,
        subject=entry,
        actor=actor,
    )
    return entry


def _region_of(unit_id: int) -> str:
    unit = find_organisation(unit_id)
    if unit is None:
        raise NotVisible
    return unit.region_code


def _checked(
    campaign: Campaign,
    kind: str,
    level: str,
    unit_id: int,
    due_on: date,
    listed_on: date | None,
    sub_plan_id: int | None,
    hazard_id: int | None,
) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    listed = listed_on or clock.today()
    if kind not in ListKind.values:
        problems["kind"] = _("Choose one of the two lists.")
    if due_on < listed:
        problems["due_on"] = _("The day lies before the listing.")
    if listed > clock.today():
        problems["listed_on"] = _("This day has not come yet.")
    if (
        sub_plan_id is not None
        and not SubPlan.objects.filter(pk=sub_plan_id, campaign=campaign).exists()
    ):
        problems["sub_plan_id"] = _("This sub-plan belongs to another campaign.")
    if hazard_id is not None and campaign.entries.filter(hazard_id=hazard_id).exists():
        problems["hazard_id"] = _("This hazard is on the list already.")
    if hazard_id is not None and kind != ListKind.PROBLEM:
        problems["kind"] = _("A hazard belongs on the list of problems.")
    if find_organisation(unit_id) is None:
        problems["unit_id"] = _("Choose the unit in charge.")
    if problems:
        raise InvalidInput(fields=problems)
    is_problem = kind == ListKind.PROBLEM
    return {
        "kind": ListKind(kind),
        "level": (level or EntryLevel.GENERAL) if is_problem else "",
        "listed_on": listed,
        "sub_plan_id": sub_plan_id,
    }


@transaction.atomic
def submit_entry(*, entry_id: int, remedy: str, actor: Actor) -> ListEntry:
    """Say what was done and ask for clearing."""
    entry = get_visible(ListEntry, entry_id, actor=actor, lock=True)
    require(actor, REPORT, entry)
    if entry.hazard_id is not None:
        raise WrongState(
            _("This entry is cleared when its hazard is closed in supervision: report there.")
        )
    if not remedy.strip():
        raise InvalidInput(fields={"remedy": _("Say what was done first.")})
    ENTRY.fire(
        entry,
        "submit",
        actor=actor,
        also={"remedy": remedy.strip(), "submitted_by_id": actor.id},
    )
    audit(actor, "campaigns.entry.moved", entry, after={"state": entry.state})
    _tell(entry, actor)
    return entry


@transaction.atomic
def clear_entry(*, entry_id: int, actor: Actor) -> ListEntry:
    """Clear an entry 销号; never by who asked for it."""
    entry = get_visible(ListEntry, entry_id, actor=actor, lock=True)
    require(actor, CHECK, entry)
    if entry.submitted_by_id == actor.id:
        raise WrongState(_("Who asked for clearing does not clear: somebody else has to look."))
    ENTRY.fire(
        entry,
        "clear",
        actor=actor,
        also={"cleared_on": clock.today(), "cleared_by": actor.display_name[:100]},
    )
    audit(actor, "campaigns.entry.moved", entry, after={"state": entry.state})
    _tell(entry, actor)
    return entry


def _back(entry_id: int, step: str, actor: Actor, reason: str) -> ListEntry:
    entry = get_visible(ListEntry, entry_id, actor=actor, lock=True)
    ENTRY.fire(entry, step, actor=actor, reason=reason, also={"cleared_on": None, "cleared_by": ""})
    audit(actor, "campaigns.entry.moved", entry, after={"state": entry.state}, reason=reason)
    _tell(entry, actor)
    tell_units(
        [entry.unit_id],
        kind="campaigns.entry",
        title=_("Not cleared: %(entry)s") % {"entry": entry.title},
        body=reason,
        url=entry.get_absolute_url(),
        subject=entry,
        actor=actor,
    )
    return entry


@transaction.atomic
def return_entry(*, entry_id: int, actor: Actor, reason: str) -> ListEntry:
    """Send the wish to clear back, with the reason."""
    return _back(entry_id, "return", actor, reason)


@transaction.atomic
def reopen_entry(*, entry_id: int, actor: Actor, reason: str) -> ListEntry:
    """Open a cleared entry again: looking back showed that it is not done."""
    return _back(entry_id, "reopen", actor, reason)


@transaction.atomic
def drop_entry(*, entry_id: int, actor: Actor, reason: str) -> ListEntry:
    """Strike an entry off that should not be there."""
    entry = get_visible(ListEntry, entry_id, actor=actor, lock=True)
    ENTRY.fire(entry, "drop", actor=actor, reason=reason)
    audit(actor, "campaigns.entry.moved", entry, after={"state": entry.state}, reason=reason)
    _tell(entry, actor)
    return entry


@transaction.atomic
def follow_hazard(*, hazard_id: int) -> int:
    """Clear the entries of a hazard that was closed in supervision; returns how many."""
    actor = platform()
    rows = ListEntry.objects.select_for_update().filter(hazard_id=hazard_id, state__in=UNCLEARED)
    count = 0
    for entry in rows:
        if entry.state == EntryState.OPEN:
            ENTRY.fire(
                entry,
                "submit",
                actor=actor,
                also={"remedy": _("Closed in supervision."), "submitted_by_id": ""},
            )
        ENTRY.fire(
            entry,
            "clear",
            actor=actor,
            also={"cleared_on": clock.today(), "cleared_by": actor.display_name[:100]},
        )
        audit(actor, "campaigns.entry.moved", entry, after={"state": entry.state})
        _tell(entry, actor)
        count += 1
    return count
