"""What happened around the hazards: listings, hand-overs, objections, criteria that were met."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from anlan.demonstration.generator.hazards import DemoHazard
from anlan.demonstration.loader.book import Book
from anlan.supervision.hazards.models import (
    Hazard,
    HazardCriterion,
    HazardDispute,
    HazardTransfer,
    ListedSupervision,
)
from anlan.supervision.ledgers.public import list_criteria

Stories = list[tuple[Hazard, DemoHazard]]
#: A running clock: hazard, rule, since when, until when.
Clock = tuple[Hazard, str, datetime, datetime]

INSPECTOR = "演示执法人员"
#: Days a listing allows, by who supervises (``hazards/data/clock_rules.csv``).
LISTED_DAYS = {"city": 60, "county": 45, "township": 30}
LISTED_BY = {"city": "演示市督办人员", "county": "演示县督办人员", "township": "演示乡镇督办人员"}


@dataclass
class _Proceedings:
    """Rows gathered for one bulk insert each, and the clocks that run."""

    listings: list[ListedSupervision] = field(default_factory=list)
    transfers: list[HazardTransfer] = field(default_factory=list)
    disputes: list[HazardDispute] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)


def write_proceedings(book: Book, stories: Stories) -> list[Clock]:
    """Write what happened around the hazards; returns the clocks that still run."""
    found = _Proceedings()
    offices = _offices(book)
    for row, demo in stories:
        if demo.listing:
            _list(book, found, row, demo)
        if demo.handed_over:
            _hand_over(book, found, row, demo, offices)
        if demo.disputed:
            _dispute(book, found, row, demo)
    book.write(ListedSupervision, found.listings)
    book.write(HazardTransfer, found.transfers)
    book.write(HazardDispute, found.disputes)
    book.write(HazardCriterion, _criteria(stories))
    return found.clocks


def _offices(book: Book) -> dict[str, int]:
    """The township office of every township, by the first nine digits of its region."""
    return {
        office.region[:9]: book.organisations[office.key]
        for office in book.county.organisations
        if office.kind == "township" and office.region
    }


def _list(book: Book, found: _Proceedings, row: Hazard, demo: DemoHazard) -> None:
    listed_at = row.found_at + timedelta(days=1)
    if listed_at > book.now:
        listed_at = row.found_at + (book.now - row.found_at) / 2
    due_at = listed_at + timedelta(days=LISTED_DAYS[demo.listing])
    listing = ListedSupervision(
        hazard=row,
        level=demo.listing,
        requirements="按五落实要求整改到位，整改期间落实安全防范措施，按期申请解除挂牌。",
        supervisor_id=row.department_id,
        listed_at=listed_at,
        listed_by_id="demonstration",
        listed_by=LISTED_BY[demo.listing],
        due_at=due_at,
    )
    if row.closed_at is not None:
        listing.state = "lifted"
        listing.applied_at = row.closed_at - timedelta(hours=18)
        listing.applied_by_id, listing.applied_by = "demonstration:enterprise", row.rectified_by
        listing.application = "隐患已整改完毕，申请解除挂牌督办。"
        listing.checked_at = row.closed_at - timedelta(hours=6)
        listing.checked_by_id, listing.checked_by = "demonstration:review", INSPECTOR
        listing.finding = "现场核查，整改内容属实。"
        listing.lifted_at, listing.lifted_by = row.closed_at, listing.listed_by
    elif row.state == "reviewed" and row.rectified_at is not None:
        listing.state = "applied"
        listing.applied_at = row.rectified_at
        listing.applied_by_id, listing.applied_by = "demonstration:enterprise", row.rectified_by
        listing.application = "隐患已整改完毕，申请解除挂牌督办。"
    found.listings.append(listing)
    if listing.state != "lifted":
        found.clocks.append((row, f"hazards.listed_{demo.listing}", listed_at, due_at))


def _hand_over(
    book: Book, found: _Proceedings, row: Hazard, demo: DemoHazard, offices: dict[str, int]
) -> None:
    """From the department to the township, which takes it, gives it back, or has not answered."""
    township = offices.get(row.region_id[:9])
    if township is None or township == row.department_id:
        return
    waiting = demo.handed_over == "offered"
    offered_at = max(row.found_at + timedelta(hours=4), book.now - timedelta(days=2))
    if not waiting:
        offered_at = row.found_at + timedelta(hours=4)
    if offered_at > book.now:
        return
    answered_at = None if waiting else min(offered_at + timedelta(hours=20), book.now)
    found.transfers.append(
        HazardTransfer(
            hazard=row,
            from_organisation_id=row.department_id,
            to_organisation_id=township,
            reason="属地日常监管对象，移交属地跟踪整改。",
            state=demo.handed_over,
            offered_by_id="demonstration",
            offered_by=INSPECTOR,
            offered_at=offered_at,
            answered_at=answered_at,
            answered_by="" if waiting else "演示乡镇工作人员",
            answer={"returned": "不属本乡镇监管事项，退回。"}.get(demo.handed_over, ""),
        )
    )
    if waiting:
        found.clocks.append(
            (row, "hazards.transfer_answer", offered_at, offered_at + timedelta(days=3))
        )
    elif demo.handed_over == "accepted":
        Hazard.objects.filter(pk=row.pk).update(department_id=township)
        row.department_id = township


def _dispute(book: Book, found: _Proceedings, row: Hazard, demo: DemoHazard) -> None:
    """The enterprise objects; what was decided was decided against it."""
    raised_at = min(row.found_at + timedelta(hours=22), book.now - timedelta(hours=1))
    is_pending = demo.disputed == "pending"
    decided_at = None if is_pending else min(raised_at + timedelta(days=2), book.now)
    found.disputes.append(
        HazardDispute(
            hazard=row,
            ground="该部位由承包单位使用和管理，申请重新认定责任。",
            state=demo.disputed,
            raised_by="企业安全管理员",
            raised_at=raised_at,
            decided_at=decided_at,
            decided_by="" if is_pending else "演示裁定人员",
            decision="" if is_pending else "发包单位负有统一协调管理职责，异议不成立，继续整改。",
        )
    )
    if is_pending:
        found.clocks.append(
            (row, "hazards.dispute_decision", raised_at, raised_at + timedelta(days=7))
        )


def _criteria(stories: Stories) -> Iterator[HazardCriterion]:
    """The criterion that makes a hazard major, where its sector pack has it."""
    known = {criterion.code: criterion for criterion in list_criteria()}
    for row, demo in stories:
        criterion = known.get(demo.criterion)
        if criterion is not None and row.is_major:
            yield HazardCriterion(
                hazard=row,
                code=criterion.code,
                pack_name=criterion.pack_name,
                text=criterion.text,
                basis=criterion.basis,
                clause=criterion.clause,
                is_verified=criterion.is_verified,
                consequence=criterion.consequence,
            )
