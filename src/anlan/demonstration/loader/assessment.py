"""Assessment: last year's ranking, a half-year check with appeals, monthly reviews, one under way.

Figures of periods that lie before the demonstration's own history are invented, scored by the rules
of the scheme; the assessment under way is computed from the county's records.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from anlan.base.organisations.models import Organisation
from anlan.demonstration.loader.book import Book
from anlan.demonstration.loader.duty import actor_of
from anlan.governance.assessment import scoring as rules
from anlan.governance.assessment.choices import (
    Effect,
    ItemState,
    Means,
    Normalisation,
    RunKind,
    RunState,
)
from anlan.governance.assessment.contracts import ScoreFact
from anlan.governance.assessment.models import (
    ItemMark,
    ItemResult,
    Run,
    Scheme,
    SchemeItem,
    UnitResult,
)
from anlan.governance.assessment.selectors.units import units_of
from anlan.governance.assessment.services import appeals, marking, papers, runs, schemes
from anlan.governance.assessment.services import scoring as points
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.bulk import update_rows

#: What assessors of the demonstration write when points are lost.
REASONS = ("缺一次专题研究记录", "佐证材料不完整", "检查记录缺整改情况", "清单未明确到岗到人")
ASSESSORS = (("demo:assessor-1", "方评分演示"), ("demo:assessor-2", "何复核演示"))
#: Shares of the points that assessors gave, as often as they stand here.
SHARES = ("1", "1", "1", "0.9", "0.9", "0.8", "0.6")


def write_assessment(book: Book) -> None:
    """Write the assessments of the last two years as their offices would have left them."""
    office, leader = actor_of("bureau_officer"), actor_of("county_leader")
    if office is None or leader is None:
        return
    today = book.today
    towns = {year: _scheme(book, "townships", year) for year in (today.year - 1, today.year)}
    offices = {today.year: _scheme(book, "departments", today.year)}
    _past(
        book, towns[today.year - 1], RunKind.YEAR, date(today.year - 1, 1, 1),
        date(today.year - 1, 12, 31), leader,
    )  # fmt: skip
    schemes.retire_scheme(
        scheme_id=towns[today.year - 1].pk, actor=book.actor, reason="年度考核已结束"
    )
    if today.month >= 8:
        span = date(today.year, 1, 1), date(today.year, 6, 30)
        half = _past(book, towns[today.year], RunKind.HALF, *span, leader, appealed=True)
        _past(book, offices[today.year], RunKind.HALF, *span, leader)
        with clock.freeze(_noon(half.until + timedelta(days=40))):
            papers.make_report(run_id=half.pk, actor=office)
    for back in (2, 1):
        first = _months_back(today, back)
        if first.year == today.year:
            last = _months_back(today, back - 1) - timedelta(days=1)
            _past(book, towns[today.year], RunKind.MONTH, first, last, leader)
    _under_way(book, offices[today.year], office)
    for model in (Scheme, SchemeItem, Run, UnitResult, ItemResult, ItemMark):
        book.counts[model._meta.label] += model._default_manager.count()


def _months_back(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _scheme(book: Book, subject: str, year: int) -> Scheme:
    """The scheme of a year in force, made from the one that ships with the platform."""
    code = f"{subject}-{year}"
    found = Scheme.objects.filter(code=code).first()
    if found is None:
        base = Scheme.objects.filter(subject=subject).order_by("-year", "-version")[0]
        found = schemes.copy_scheme(scheme_id=base.pk, year=year, actor=book.actor)
    if subject == "townships":
        _groups(found, book)
    schemes.enforce_scheme(scheme_id=found.pk, actor=book.actor)
    found.refresh_from_db()
    return found


def _groups(scheme: Scheme, book: Book) -> None:
    """Townships with a park and townships without are not alike."""
    if scheme.groups.exists():
        return
    parks = set(Organisation.objects.filter(kind="park").values_list("region_id", flat=True))
    rows = Organisation.objects.filter(kind="township").values_list("pk", "region_id")
    with_park = [pk for pk, region in rows if any(p[:9] == region[:9] for p in parks)]
    without = [pk for pk, _region in rows if pk not in with_park]
    if with_park and without:
        for name, ids in (("有园区的乡镇（街道）", with_park), ("其他乡镇（街道）", without)):
            schemes.write_group(
                scheme_id=scheme.pk, name=name, organisation_ids=ids, actor=book.actor
            )
    else:
        Scheme.objects.filter(pk=scheme.pk).update(normalisation=Normalisation.NONE)


def _past(
    book: Book,
    scheme: Scheme,
    kind: str,
    since: date,
    until: date,
    leader: Actor,
    *,
    appealed: bool = False,
) -> Run:
    """An assessment that went all its way, its figures invented and scored by the rules."""
    items = runs.items_for(scheme, kind)
    published = _noon(until + timedelta(days=25 if kind != RunKind.MONTH else 6))
    run = Run.objects.create(
        scheme=scheme,
        kind=kind,
        name=runs.default_name(scheme, kind, since, until),
        since=since,
        until=until,
        state=RunState.PUBLISHED,
        hand_in_until=until + timedelta(days=12),
        appeal_until=published.date() + timedelta(days=scheme.appeal_days),
        previous=runs.compared_with(scheme, kind, until),
        opened_by="演示安委办",
        computed_at=published,
        published_at=published,
        note="演示数据",
    )
    found = units_of(scheme, book.actor)
    results = book.write(
        UnitResult,
        (
            UnitResult(
                run=run,
                organisation_id=row.unit.id,
                group_name=row.group,
                handed_in_at=published - timedelta(days=13),
                handed_in_by="演示经办人",
            )
            for row in found
        ),
    )
    rows = [
        _row(result, item, Random(f"{row.unit.code} {item.code} {until}"), Random(row.unit.code))
        for result, row in zip(results, found, strict=True)
        for item in items
    ]
    runs.score_rows(rows)
    written = book.write(ItemResult, rows)
    book.write(ItemMark, (mark for row in written for mark in _marks(row, published)))
    prefetch_related_objects(written, "marks")
    points.settle_totals(run, sorted(written, key=lambda row: (row.result_id, row.item_id)))
    if appealed:
        _appeals(run, published)
    with clock.freeze(_noon(run.appeal_until or until) + timedelta(days=2)):
        _confirm(run, leader)
    return run


def _row(result: UnitResult, item: SchemeItem, chance: Random, whose: Random) -> ItemResult:
    """One item; every unit has its own strength, every item its own luck."""
    row = ItemResult(result=result, item=item, state=ItemState.SCORED)
    strength = 0.80 + 0.17 * whose.random()
    if item.means == Means.AUTOMATIC:
        row.facts = points.frozen(_fact(item, chance, strength), item)
    elif item.effect == Effect.EARN:
        share = Decimal(chance.choice(SHARES))
        row.points = rules.points_of(item.points * share)
        who, lost = ASSESSORS[item.pk % 2][1], row.points < item.points
        why = f"（{REASONS[item.pk % len(REASONS)]}）" if lost else ""
        row.words = f"{who}评{rules.plain(row.points)}分{why}。"
        row.self_points, row.self_note = item.points, "已落实，佐证材料见附件清单（演示）。"
    elif item.effect == Effect.BONUS:
        row.points = Decimal(1) if chance.random() < 0.12 else Decimal(0)
        row.words = "县级以上经验推广一次（演示）。" if row.points else ""
    else:
        row.points = Decimal(0)
    return row


def _fact(item: SchemeItem, chance: Random, strength: float) -> ScoreFact:
    if item.effect != Effect.EARN:
        likely = {"deduct_criticism": 0.15, "deduct_yellow": 0.05, "deduct_death": 0.05}
        cases = 1 if chance.random() < likely.get(item.code, 0.0) else 0
        return ScoreFact(Decimal(cases), f"本期{cases}起（次）（演示数据）。", Decimal(cases))
    whole = chance.randint(8, 40)
    part = sum(1 for _one in range(whole) if chance.random() < strength + 0.06)
    value = (Decimal(part) / whole).quantize(Decimal("0.0001"))
    return ScoreFact(
        value, f"应完成{whole}项，按期完成{part}项（演示数据）。", Decimal(part), Decimal(whole)
    )


def _marks(row: ItemResult, published: datetime) -> list[ItemMark]:
    if row.item.means != Means.EVIDENCE or row.item.effect != Effect.EARN or row.points is None:
        return []
    who = ASSESSORS[row.item_id % 2]
    lost = row.points < row.item.points
    reason = REASONS[row.item_id % len(REASONS)] if lost else ""
    return [
        ItemMark(
            item_result=row,
            points=row.points,
            reason=reason,
            by_id=who[0],
            by_name=who[1],
            at=published - timedelta(days=5),
        )
    ]


def _confirm(run: Run, leader: Actor) -> None:
    """The leader confirms; nobody is sent notices of former years."""
    run.refresh_from_db()
    run.state, run.confirmed_at = RunState.CONFIRMED, clock.now()
    run.confirmed_by = leader.display_name[:100]
    run.save(update_fields=["state", "confirmed_at", "confirmed_by", "updated_at"])
    run.results.update(frozen_at=run.confirmed_at)


def _appeals(run: Run, published: datetime) -> None:
    """Two items contested: one township was right, with the other the points stand."""
    officer, office = actor_of("township_officer"), actor_of("bureau_officer")
    if officer is None or office is None:
        return
    rows = ItemResult.objects.filter(
        result__run=run,
        result__organisation__region__code__startswith=_area(officer),
        item__means=Means.EVIDENCE,
        item__effect=Effect.EARN,
    ).select_related("item")
    lost = [row for row in rows.order_by("item_id") if (row.points or 0) < row.item.points]
    for row, right in zip(lost, (True, False), strict=False):
        with clock.freeze(published + timedelta(days=2)):
            appeal = appeals.file_appeal(
                item_result_id=row.pk,
                text="已于上报截止日前上传补充纪要和照片，评分时未计入，请复核（演示）。",
                wanted_points=row.item.points,
                actor=officer,
            )
        with clock.freeze(published + timedelta(days=5)):
            if right:
                appeals.uphold_appeal(
                    appeal_id=appeal.pk,
                    given=row.item.points,
                    reason="经核对上传记录，材料在截止日前提交，申诉成立。",
                    actor=office,
                )
            else:
                appeals.reject_appeal(
                    appeal_id=appeal.pk,
                    reason="补充材料形成于考核期之后，维持原评分。",
                    actor=office,
                )


def _area(actor: Actor) -> str:
    scopes = [grant.scope for grant in actor.grants if grant.scope.kind == "region"]
    return scopes[0].value if scopes else "-"


def _under_way(book: Book, scheme: Scheme, office: Actor) -> None:
    """The annual assessment of departments: figures from the county's records, some handed in."""
    with clock.freeze(book.days_ago(4)):
        run = runs.open_run(
            scheme_id=scheme.pk,
            kind=RunKind.YEAR,
            since=date(book.today.year, 1, 1),
            until=date(book.today.year, 12, 31),
            actor=office,
        )
    rows = ItemResult.objects.filter(
        result__run=run, item__means=Means.EVIDENCE, item__effect=Effect.EARN
    ).exclude(result__organisation_id=office.organisation_id or 0)
    handed: list[Any] = []
    for row in rows.select_related("item", "result__organisation").order_by("pk"):
        if Random(f"{row.result.organisation.code} {row.item.code}").random() < 0.4:
            row.state, row.self_points = ItemState.HANDED_IN, row.item.points
            row.self_note = f"{row.item.name}：已按要求完成，佐证材料一并上报（演示）。"
            handed.append(row)
    update_rows(handed, ["state", "self_points", "self_note"])
    own = actor_of("department_officer")
    mine = [row for row in rows if own and row.result.organisation_id == own.organisation_id]
    if own is not None and mine:
        with clock.freeze(book.days_ago(1)):
            marking.hand_in(
                item_result_id=mine[0].pk,
                note="本年度党组专题研究安全生产十一次，会议纪要已装订成册（演示）。",
                self_points=mine[0].item.points,
                actor=own,
            )
