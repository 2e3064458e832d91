"""The notice of results as a numbered paper, the ranking as a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from decimal import Decimal
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from openpyxl import Workbook
from openpyxl.styles import Font

from anlan.base.audit.public import audit
from anlan.base.documents.public import DocumentInfo, render_document
from anlan.governance.assessment import scoring
from anlan.governance.assessment.choices import BAND_WORDS, AppealState, Effect
from anlan.governance.assessment.errors import NotNow
from anlan.governance.assessment.models import Appeal, ItemResult, Run, UnitResult
from anlan.governance.assessment.permissions import MANAGE
from anlan.governance.assessment.selectors.ranking import ranking_of
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, require, visible

BOLD = Font(bold=True)


@transaction.atomic
def make_report(*, run_id: int, actor: Actor) -> DocumentInfo:
    """Make the notice of results 考核结果通报."""
    run = get_visible(Run, run_id, actor=actor, lock=True)
    require(actor, MANAGE, run)
    if not run.is_shown_to_units:
        raise NotNow
    with override("zh-hans"):
        context = _content(run)
    paper = render_document(
        template_code="assessment.results",
        context=context,
        subject=run,
        actor=actor,
        title=f"关于{run.name}结果的通报",
    )
    audit(actor, "assessment.report.made", run, after={"number": paper.number})
    return paper


def _content(run: Run) -> dict[str, Any]:
    results = list(run.results.select_related("organisation", "person").order_by("rank", "pk"))
    shown = scoring.plain
    grades = []
    for code, words in BAND_WORDS.items():
        names = [row.who for row in results if row.band == code]
        if names:
            grades.append(f"{words}{len(names)}个：{'、'.join(names)}")
    vetoes = [f"{row.who}（{row.vetoed}）" for row in results if row.vetoed]
    appeals = Appeal.objects.filter(item_result__result__run=run)
    upheld = appeals.filter(state=AppealState.UPHELD).count()
    return {
        "issuer": "县安全生产委员会办公室",
        "addressee": "各有关单位",
        "scheme": run.scheme.name,
        "units": len(results),
        "period": f"{run.since:%Y}年{run.since.month}月至{run.until:%Y}年{run.until.month}月",
        "grades": "；".join(grades) + "。" if grades else "本次未评定等次。",
        "ranking": [
            {
                "rank": "—" if row.rank is None else str(row.rank),
                "name": row.who,
                "score": "—" if row.score is None else shown(row.score),
                "bonus": shown(row.bonus),
                "deduction": shown(row.deduction),
                "band": BAND_WORDS.get(row.band, "—"),
                "before": "—" if row.rank_before is None else str(row.rank_before),
            }
            for row in results
        ],
        "vetoes": "；".join(vetoes) + "。" if vetoes else "本次没有单位被一票否决。",
        "weak": weak_items(run) or [{"name": "无", "units": "0", "rate": "—"}],
        "appeals": (
            f"共受理申诉{appeals.count()}件，成立并更正{upheld}件。"
            if appeals.exists()
            else "公示期内未收到申诉。"
        ),
    }


def weak_items(run: Run, limit: int = 8) -> list[dict[str, str]]:
    """Return the items on which the units lost most."""
    rows = ItemResult.objects.filter(
        result__run=run, item__effect=Effect.EARN, points__isnull=False
    ).select_related("item")
    found: dict[int, tuple[str, list[Decimal]]] = {}
    for row in rows:
        share = (row.points or Decimal(0)) / row.item.points
        found.setdefault(row.item_id, (row.item.name, []))[1].append(share)
    lines = [
        (sum(shares) / len(shares), name, sum(1 for share in shares if share < 1))
        for name, shares in found.values()
    ]
    return [
        {"name": name, "units": str(units), "rate": f"{float(mean) * 100:.0f}%"}
        for mean, name, units in sorted(lines)[:limit]
        if units
    ]


def _safe(text: str) -> str:
    """Keep a name from running as a formula in a spreadsheet program."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


@transaction.atomic
def ranking_workbook(*, run: Run, actor: Actor) -> IO[bytes]:
    """Return the ranking as far as the actor sees it, and every item with its facts."""
    ranking = ranking_of(run, actor)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("Ranking")
    sheet.append([run.name])
    sheet.append(
        [
            _("rank"),
            _("unit"),
            pgettext("assessment", "group"),
            _("score"),
            _("comparable score"),
            _("bonus points"),
            _("points taken away"),
            pgettext("assessment", "grade"),
            _("rank last time"),
            *ranking.part_names,
        ]
    )
    for line in ranking.lines:
        row = line.result
        sheet.append(
            [
                row.rank,
                _safe(row.who),
                row.group_name,
                _number(row.score),
                _number(row.comparable),
                _number(row.bonus),
                _number(row.deduction),
                line.band,
                row.rank_before,
                *(float(part.earned) for part in line.parts),
            ]
        )
    items = book.create_sheet(_("Score items"))
    items.append(
        [
            _("unit"),
            _("score item"),
            _("full mark"),
            pgettext("assessment", "points"),
            pgettext("assessment", "found"),
            pgettext("assessment", "why"),
        ]
    )
    for item_row in _items(run, actor):
        items.append(
            [
                _safe(item_row.result.who),
                _safe(item_row.item.name),
                float(item_row.item.points),
                _number(item_row.points),
                _safe(str(item_row.facts.get("words", item_row.self_note))),
                _safe(item_row.words),
            ]
        )
    notices = book.create_sheet(_("Notice lists"))
    notices.append([pgettext("assessment", "list"), _("unit"), _("score")])
    for words, band in (("通报表扬", "excellent"), ("约谈", "failed")):
        for line in ranking.lines:
            if line.result.band == band:
                notices.append([words, _safe(line.result.who), _number(line.result.score)])
    for one in book.worksheets:
        one.column_dimensions["B"].width = 28
        one.freeze_panes = "C3" if one is sheet else "C2"
        for cell in one[2 if one is sheet else 1]:
            cell.font = BOLD
    audit(actor, "assessment.ranking.exported", run, after={"units": len(ranking.lines)})
    target = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the response has been sent
    book.save(target)
    target.seek(0)
    return target


def _items(run: Run, actor: Actor) -> Iterable[ItemResult]:
    if not run.is_shown_to_units:
        return []
    seen = visible(UnitResult, actor).filter(run=run).values("pk")
    return (
        ItemResult.objects.filter(result__in=seen)
        .select_related("item__part", "result__organisation", "result__person")
        .order_by("result__rank", "result_id", "item__part__sort_order", "item__sort_order")
    )
