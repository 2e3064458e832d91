"""Setting the division of work of leaders, ending it, entering absences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.organisations.public import person_info
from anlan.governance.responsibility.choices import Standing
from anlan.governance.responsibility.events import PortfolioChanged
from anlan.governance.responsibility.models import Absence, Portfolio, PortfolioEntry
from anlan.governance.responsibility.permissions import KEEP
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, require_permission


@transaction.atomic
def set_portfolio(
    *,
    person_id: int,
    text: str,
    actor: Actor,
    standing: str = Standing.MEMBER,
    organisation_ids: Iterable[int] = (),
    sectors: Iterable[str] = (),
    substitute_id: int | None = None,
    basis: str = "",
    valid_from: date | None = None,
    sort_order: int = 100,
) -> Portfolio:
    """Give a leader his portfolio; the one before ends the day before and stays in the history.

    What was in it and still is keeps its first day. Raises ``InvalidInput``, ``NotVisible``.
    """
    require_permission(actor, KEEP)
    person = person_info(person_id)
    units = list(dict.fromkeys(organisation_ids))
    works = list(dict.fromkeys(word.strip() for word in sectors if word.strip()))
    begins = valid_from or clock.today()
    fields = {}
    if not text.strip():
        fields["text"] = _("Say in words what the leader answers for.")
    if substitute_id == person_id:
        fields["substitute_id"] = _("The substitute must be another person.")
    former = (
        Portfolio.objects.select_for_update()
        .filter(person_id=person_id, valid_to__isnull=True)
        .first()
    )
    if former is not None and begins < former.valid_from:
        fields["valid_from"] = _("The present division of work begins later than that.")
    if fields:
        raise InvalidInput(fields=fields)
    since = dict[tuple[int | None, str], date]()
    if former is not None:
        require(actor, KEEP, former)
        for entry in former.entries.filter(valid_to__isnull=True):
            since[entry.organisation_id, entry.sector] = entry.valid_from
        _end(former, max(former.valid_from, begins - timedelta(days=1)))
    portfolio = Portfolio(
        person_id=person_id,
        organisation_id=person.organisation_id,
        standing=standing,
        text=text.strip(),
        basis=basis.strip(),
        substitute_id=substitute_id,
        valid_from=begins,
        sort_order=sort_order,
    )
    require(actor, KEEP, portfolio)
    portfolio.save()
    wanted: list[tuple[int | None, str]] = [(unit, "") for unit in units]
    wanted += [(None, work[:100]) for work in works]
    PortfolioEntry.objects.bulk_create(
        PortfolioEntry(
            portfolio=portfolio,
            organisation_id=unit,
            sector=work,
            valid_from=since.get((unit, work), begins),
        )
        for unit, work in wanted
    )
    audit(
        actor,
        "responsibility.portfolio.set",
        portfolio,
        after={"units": len(units), "sectors": len(works), "from": begins},
    )
    emit(PortfolioChanged(portfolio.pk, person_id), actor)
    return portfolio


def _end(portfolio: Portfolio, last: date) -> None:
    portfolio.valid_to = last
    portfolio.save(update_fields=["valid_to", "updated_at"])
    portfolio.entries.filter(valid_to__isnull=True).update(valid_to=last)


@transaction.atomic
def end_portfolio(*, portfolio_id: int, actor: Actor, reason: str) -> Portfolio:
    """End a portfolio today: the leader left or the work was divided anew."""
    portfolio = get_visible(Portfolio, portfolio_id, actor=actor, lock=True)
    require(actor, KEEP, portfolio)
    if portfolio.valid_to is not None:
        raise WrongState(_("This division of work has ended already."))
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    _end(portfolio, max(portfolio.valid_from, clock.today()))
    audit(actor, "responsibility.portfolio.ended", portfolio, reason=reason)
    emit(PortfolioChanged(portfolio.pk, portfolio.person_id), actor)
    return portfolio


@transaction.atomic
def enter_absence(
    *,
    portfolio_id: int,
    starts_on: date,
    ends_on: date,
    actor: Actor,
    substitute_id: int | None = None,
    reason: str = "",
) -> Absence:
    """Say that a leader is away; the substitute of the portfolio acts unless one is named."""
    portfolio = get_visible(Portfolio, portfolio_id, actor=actor, lock=True)
    require(actor, KEEP, portfolio)
    acting = substitute_id or portfolio.substitute_id
    fields = {}
    if ends_on < starts_on:
        fields["ends_on"] = _("The last day lies before the first.")
    if acting is None:
        fields["substitute_id"] = _("Name who acts meanwhile.")
    elif acting == portfolio.person_id:
        fields["substitute_id"] = _("The substitute must be another person.")
    if fields or acting is None:
        raise InvalidInput(fields=fields)
    absence = Absence.objects.create(
        person_id=portfolio.person_id,
        substitute_id=acting,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason.strip(),
    )
    audit(
        actor,
        "responsibility.absence.entered",
        portfolio,
        after={"from": starts_on, "to": ends_on, "acting": acting},
        reason=reason,
    )
    emit(PortfolioChanged(portfolio.pk, portfolio.person_id), actor)
    return absence
