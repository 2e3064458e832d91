"""Designing report forms, issuing them, opening their periods, submitting them upward."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.responses.public import official_language
from anlan.governance.campaigns.choices import OWED, Cadence, FormState, RoundState
from anlan.governance.campaigns.design import Column, Rule, checked_design
from anlan.governance.campaigns.events import RoundOpened, RoundSubmitted
from anlan.governance.campaigns.models import FormRound, ReportForm, Sheet
from anlan.governance.campaigns.periods import period_of
from anlan.governance.campaigns.permissions import RUN
from anlan.governance.campaigns.services.common import platform, tell_units
from anlan.governance.campaigns.states import FORM, ROUND
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission

#: A period's form opens so many days before the period ends.
OPENS_BEFORE = timedelta(days=7)
#: Reminders go out so many days before the last day, on it, and every so many days after it.
REMIND_BEFORE, REMIND_EVERY = 2, 7
_KNOWN = ("name", "note", "legal_basis", "cadence", "due_days", "has_many_rows")


@transaction.atomic
def save_form(
    *,
    actor: Actor,
    office_id: int,
    columns: Iterable[Column],
    rules: Iterable[Rule],
    unit_ids: Iterable[int],
    campaign_id: int | None = None,
    form_id: int | None = None,
    **values: Any,
) -> ReportForm:
    """Design a form or change its design; periods that are open keep the design they began with.

    Raises ``InvalidInput`` with everything that does not fit.
    """
    require_permission(actor, RUN)
    design = checked_design(columns, rules)
    known = {name: value for name, value in values.items() if name in _KNOWN}
    if form_id is None:
        form = ReportForm(office_id=office_id)
    else:
        form = get_visible(ReportForm, form_id, actor=actor, lock=True)
        require(actor, RUN, form)
        if form.state == FormState.WITHDRAWN:
            raise WrongState(_("This form was withdrawn: design a new one."))
    form.office_id, form.campaign_id = office_id, campaign_id
    for name, value in known.items():
        setattr(form, name, value)
    form.columns = [column.to_json() for column in design.columns]
    form.rules = [rule.to_json() for rule in design.rules]
    form.save()
    form.units.set(unit_ids)
    audit(
        actor,
        "campaigns.form.designed",
        form,
        after={"columns": len(design.columns), "rules": len(design.rules), **known},
    )
    return form


@transaction.atomic
def issue_form(*, form_id: int, actor: Actor) -> ReportForm:
    """Issue a form to its units: a one-off form opens at once, others by their cadence."""
    form = get_visible(ReportForm, form_id, actor=actor, lock=True)
    FORM.fire(form, "issue", actor=actor)
    audit(actor, "campaigns.form.moved", form, after={"state": form.state})
    today = clock.today()
    is_near = (
        form.cadence == Cadence.ONCE or period_of(form.cadence, today)[1] - today <= OPENS_BEFORE
    )
    if is_near:
        open_present_round(form_id=form.pk, actor=actor)
    return form


@transaction.atomic
def withdraw_form(*, form_id: int, actor: Actor, reason: str) -> ReportForm:
    """Withdraw a form: no further period opens, what was handed in stays."""
    form = get_visible(ReportForm, form_id, actor=actor, lock=True)
    FORM.fire(form, "withdraw", actor=actor, reason=reason)
    audit(actor, "campaigns.form.moved", form, after={"state": form.state}, reason=reason)
    return form


@transaction.atomic
def open_round(*, form_id: int, starts_on: date, ends_on: date, actor: Actor) -> FormRound:
    """Open a period: every unit of the form gets its sheet; opening twice gives the same period."""
    form = get_visible(ReportForm, form_id, actor=actor, lock=True)
    require(actor, RUN, form)
    if form.state != FormState.ISSUED:
        raise WrongState(_("Issue the form first."))
    known = form.rounds.filter(ends_on=ends_on).first()
    if known is not None:
        return known
    if ends_on < starts_on:
        raise InvalidInput(fields={"ends_on": _("The last day lies before the first.")})
    found = FormRound.objects.create(
        form=form,
        starts_on=starts_on,
        ends_on=ends_on,
        due_on=ends_on + timedelta(days=form.due_days),
        columns=form.columns,
        rules=form.rules,
    )
    units = list(form.units.values_list("pk", flat=True))
    Sheet.objects.bulk_create(
        Sheet(round=found, unit_id=unit, due_on=found.due_on) for unit in units
    )
    audit(actor, "campaigns.round.opened", found, after={"sheets": len(units)})
    emit(RoundOpened(found.pk, len(units)), actor)
    with official_language():
        _call(found, units, _("To be filled in: %(form)s"), actor)
    return found


@transaction.atomic
def open_present_round(*, form_id: int, actor: Actor) -> FormRound:
    """Open the period of today before its time; a one-off form asks again from today."""
    form = get_visible(ReportForm, form_id, actor=actor)
    today = clock.today()
    starts_on, ends_on = (
        (today, today) if form.cadence == Cadence.ONCE else period_of(form.cadence, today)
    )
    return open_round(form_id=form.pk, starts_on=starts_on, ends_on=ends_on, actor=actor)


def _call(found: FormRound, unit_ids: list[int], title: str, actor: Actor) -> int:
    from django.urls import reverse

    return tell_units(
        unit_ids,
        kind="campaigns.sheet",
        title=title % {"form": f"{found.form.name} {found.label}"},
        body=_("To be handed in by %(day)s.") % {"day": found.due_on.isoformat()},
        url=reverse("campaigns:owed"),
        subject=found,
        actor=actor,
    )


@transaction.atomic
def remind_round(*, round_id: int, actor: Actor) -> int:
    """Remind the units that have not handed in; returns how many people were told."""
    found = get_visible(FormRound, round_id, actor=actor, lock=True)
    require(actor, RUN, found)
    owing = list(found.sheets.filter(state__in=OWED).values_list("unit_id", flat=True))
    if not owing:
        raise WrongState(_("Every unit has handed in."))
    with official_language():
        is_late = found.due_on < clock.today()
        title = _("Overdue: %(form)s") if is_late else _("Please hand in: %(form)s")
        told = _call(found, owing, title, actor)
    found.reminded_at = clock.now()
    found.save(update_fields=["reminded_at", "updated_at"])
    audit(actor, "campaigns.units.reminded", found, after={"units": len(owing), "people": told})
    return told


@transaction.atomic
def submit_round(*, round_id: int, actor: Actor) -> FormRound:
    """Submit a period upward; sheets stand as they are from then on."""
    found = get_visible(FormRound, round_id, actor=actor, lock=True)
    ROUND.fire(
        found,
        "submit",
        actor=actor,
        also={"submitted_at": clock.now(), "submitted_by": actor.display_name[:100]},
    )
    audit(actor, "campaigns.round.moved", found, after={"state": found.state})
    emit(RoundSubmitted(found.pk), actor)
    return found


@transaction.atomic
def reopen_round(*, round_id: int, actor: Actor, reason: str) -> FormRound:
    """Open a submitted period again: a figure has to be corrected."""
    found = get_visible(FormRound, round_id, actor=actor, lock=True)
    ROUND.fire(
        found,
        "reopen",
        actor=actor,
        reason=reason,
        also={"submitted_at": None, "submitted_by": ""},
    )
    audit(actor, "campaigns.round.moved", found, after={"state": found.state}, reason=reason)
    return found


def open_due_rounds() -> int:
    """Open the periods that are about to end; run every night. Returns how many were opened."""
    today = clock.today()
    opened = 0
    forms = ReportForm.objects.filter(state=FormState.ISSUED).exclude(cadence=Cadence.ONCE)
    for form in forms.select_related("campaign"):
        if form.campaign is not None and not form.campaign.is_running:
            continue
        starts_on, ends_on = period_of(form.cadence, today)
        if ends_on - today > OPENS_BEFORE or form.rounds.filter(ends_on=ends_on).exists():
            continue
        open_round(form_id=form.pk, starts_on=starts_on, ends_on=ends_on, actor=platform())
        opened += 1
    return opened


def remind_due_rounds() -> int:
    """Remind two days before the last day, on it, and every week after it. Run every morning."""
    today = clock.today()
    told = 0
    rows = FormRound.objects.filter(state=RoundState.OPEN, sheets__state__in=OWED).distinct()
    for found in rows.exclude(reminded_at__gte=clock.now() - timedelta(hours=20)):
        days = (today - found.due_on).days
        if days in (-REMIND_BEFORE, 0) or (days > 0 and days % REMIND_EVERY == 1):
            told += remind_round(round_id=found.pk, actor=platform())
    return told
