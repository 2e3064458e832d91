"""Notices 通报: drawn up from the sunshine list, approved, published as a paper, confirmed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.documents.public import render_document
from anlan.command.incidents.public import county_sign
from anlan.command.responses.public import official_language
from anlan.governance.campaigns import papers
from anlan.governance.campaigns.choices import NoticeState
from anlan.governance.campaigns.constants import CRITICISED, CRITICISED_BELOW, PRAISED, PRAISED_FROM
from anlan.governance.campaigns.events import NoticePublished
from anlan.governance.campaigns.models import CampaignNotice, NoticeReceipt, Review, Standing
from anlan.governance.campaigns.permissions import APPROVE, REPORT, RUN
from anlan.governance.campaigns.selectors.agenda import behind
from anlan.governance.campaigns.services.common import tell_units
from anlan.governance.campaigns.services.standing import keep_standing
from anlan.governance.campaigns.states import NOTICE
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def draft_notice(*, review_id: int, actor: Actor) -> CampaignNotice:
    """Draw a notice up from the figures of a period; the office edits it before it goes on."""
    review = get_visible(Review, review_id, actor=actor, lock=True)
    require(actor, RUN, review)
    if review.notices.exclude(state=NoticeState.DROPPED).exists():
        raise WrongState(_("There is a notice of this period already."))
    keep_standing(review_id=review.pk, actor=actor)
    rows = list(review.standings.select_related("unit").order_by("rank", "id"))
    late = behind(review.campaign, min(review.ends_on, clock.today()))
    with official_language():
        notice = CampaignNotice.objects.create(
            review=review,
            title=papers.notice_title(review),
            situation=papers.situation_words(review, rows, late),
            praised=[papers.praise_words(row) for row in best_of(rows)],
            criticised=[papers.criticism_words(row, late) for row in worst_of(rows)],
            demands=papers.demand_words(late),
            drafted_by_id=actor.id,
            drafted_by=actor.display_name[:100],
        )
    audit(actor, "campaigns.notice.drafted", notice)
    return notice


def best_of(rows: list[Standing]) -> list[Standing]:
    """Return who is praised: the best, without anything overdue."""
    good = [
        row
        for row in rows
        if row.score is not None and row.score >= PRAISED_FROM and not row.figures["overdue"]
    ]
    return good[:PRAISED]


def worst_of(rows: list[Standing]) -> list[Standing]:
    """Return who is criticised: the last of those below the mark, the worst first."""
    bad = [row for row in rows if row.score is not None and row.score < CRITICISED_BELOW]
    return sorted(bad, key=lambda row: row.score or 0)[:CRITICISED]


@transaction.atomic
def change_notice(*, notice_id: int, actor: Actor, **values: Any) -> CampaignNotice:
    """Edit title, situation and demands; take units off the lists or put words right."""
    notice = get_visible(CampaignNotice, notice_id, actor=actor, lock=True)
    require(actor, RUN, notice)
    if notice.state != NoticeState.DRAFT:
        raise WrongState(_("Only a draft may be changed."))
    for name in ("title", "situation", "praised", "criticised", "demands"):
        if name in values:
            setattr(notice, name, values[name])
    if not notice.title.strip() or not notice.situation.strip():
        raise InvalidInput(fields={"situation": _("The notice says nothing yet.")})
    notice.save()
    audit(actor, "campaigns.notice.drafted", notice)
    return notice


@transaction.atomic
def approve_notice(*, notice_id: int, actor: Actor) -> CampaignNotice:
    """Approve a notice; never by who drafted it."""
    notice = get_visible(CampaignNotice, notice_id, actor=actor, lock=True)
    require(actor, APPROVE, notice)
    if notice.drafted_by_id == actor.id:
        raise WrongState(_("Who drafted a notice does not approve it."))
    NOTICE.fire(notice, "approve", actor=actor, also={"approved_by": actor.display_name[:100]})
    audit(actor, "campaigns.notice.moved", notice, after={"state": notice.state})
    return notice


@transaction.atomic
def return_notice(*, notice_id: int, actor: Actor, reason: str) -> CampaignNotice:
    """Take the approval back, with the reason."""
    notice = get_visible(CampaignNotice, notice_id, actor=actor, lock=True)
    NOTICE.fire(notice, "return", actor=actor, reason=reason, also={"approved_by": ""})
    audit(actor, "campaigns.notice.moved", notice, after={"state": notice.state}, reason=reason)
    return notice


@transaction.atomic
def drop_notice(*, notice_id: int, actor: Actor, reason: str) -> CampaignNotice:
    """Drop a draft."""
    notice = get_visible(CampaignNotice, notice_id, actor=actor, lock=True)
    NOTICE.fire(notice, "drop", actor=actor, reason=reason)
    audit(actor, "campaigns.notice.moved", notice, after={"state": notice.state}, reason=reason)
    return notice


@transaction.atomic
def publish_notice(*, notice_id: int, actor: Actor) -> CampaignNotice:
    """Publish a notice: it becomes a numbered paper, every unit of the list confirms it."""
    notice = get_visible(CampaignNotice, notice_id, actor=actor, lock=True)
    NOTICE.fire(notice, "publish", actor=actor, also={"published_at": clock.now()})
    rows = list(notice.review.standings.select_related("unit").order_by("rank", "id"))
    campaign = notice.review.campaign
    paper = render_document(
        template_code="campaigns.notice",
        context=papers.notice_content(notice, rows),
        subject=notice,
        actor=actor,
        title=notice.title,
        county_sign=county_sign(campaign.region_id),
    )
    notice.document_number = paper.number
    notice.save(update_fields=["document_number", "updated_at"])
    units = [row.unit_id for row in rows]
    NoticeReceipt.objects.bulk_create(NoticeReceipt(notice=notice, unit_id=unit) for unit in units)
    audit(actor, "campaigns.notice.moved", notice, after={"state": notice.state})
    emit(
        NoticePublished(
            notice_id=notice.pk,
            campaign_id=campaign.pk,
            criticised=tuple(row["unit_id"] for row in notice.criticised if "unit_id" in row),
        ),
        actor,
    )
    tell_units(
        units,
        kind="campaigns.notice",
        title=notice.title,
        body=_("Please read it and confirm that it was received."),
        url=notice.get_absolute_url(),
        subject=notice,
        actor=actor,
    )
    return notice


@transaction.atomic
def confirm_receipt(*, receipt_id: int, actor: Actor) -> NoticeReceipt:
    """Confirm for one's unit that the notice was received and read."""
    receipt = get_visible(NoticeReceipt, receipt_id, actor=actor, lock=True)
    require(actor, REPORT, receipt)
    if receipt.received_at is None:
        receipt.received_at = clock.now()
        receipt.received_by = actor.display_name[:100]
        receipt.save(update_fields=["received_at", "received_by", "updated_at"])
        audit(actor, "campaigns.notice.received", receipt.notice, after={"unit": receipt.unit_id})
    return receipt
