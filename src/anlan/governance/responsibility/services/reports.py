"""The yearly duty report of a leader as an official paper."""

from __future__ import annotations

from django.db import transaction

from anlan.base.audit.public import audit
from anlan.base.documents.public import DocumentInfo, render_document
from anlan.base.regions.public import county_of
from anlan.governance.responsibility.models import DutyRecord, Portfolio, ResponsibilityList
from anlan.governance.responsibility.papers import report_context
from anlan.governance.responsibility.permissions import KEEP
from anlan.governance.responsibility.selectors import records_of_person, standing_of_list
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, require, visible


@transaction.atomic
def make_duty_report(*, portfolio_id: int, year: int, actor: Actor) -> DocumentInfo:
    """Make the duty report of a leader for a year; by himself or by the office."""
    portfolio = get_visible(Portfolio, portfolio_id, actor=actor, lock=True)
    if actor.person_id is None or actor.person_id != portfolio.person_id:
        require(actor, KEEP, portfolio)
    own = records_of_person(portfolio.person_id, year)
    records = list(own.filter(pk__in=visible(DutyRecord, actor).values("pk")))
    holder = ResponsibilityList.objects.filter(person_id=portfolio.person_id).first()
    duties = standing_of_list(holder, year) if holder is not None else []
    county = county_of(portfolio.organisation.region_id)
    paper = render_document(
        template_code="responsibility.duty_report",
        context=report_context(portfolio, year, records, duties),
        subject=portfolio,
        actor=actor,
        title=f"{portfolio.person.title}{portfolio.person.name}{year}年度履职报告",
        county_sign=county.name[:1] if county else "安",
    )
    audit(actor, "responsibility.report.made", portfolio, after={"year": year, "no": paper.number})
    return paper
