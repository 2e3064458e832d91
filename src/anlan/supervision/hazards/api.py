"""Hazards for other systems; the same services as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.search_text import search_q
from anlan.supervision.hazards.choices import LEVELS_BY_NAME
from anlan.supervision.hazards.contracts import HazardInfo
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.public import (
    accept_rectification,
    describe,
    get_hazard,
    report_hazard,
    review_rectification,
    submit_rectification,
)
from anlan.supervision.hazards.selectors.statistics import Figures, compute

router = Router()


class HazardOut(Schema):
    """A hazard; level is general or major."""

    id: int
    number: str
    title: str
    description: str
    source: str
    level: str
    state: str
    state_label: str
    region_code: str
    place: str
    longitude: float | None
    latitude: float | None
    enterprise_id: int | None
    unit_id: int | None
    category: str | None
    criterion_codes: list[str]
    found_at: datetime
    reported_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    is_open: bool
    is_overdue: bool
    recurrence_count: int


class HazardPage(Schema):
    """A page of a list; ``next_after`` leads to the following page, null on the last."""

    items: list[HazardOut]
    next_after: int | None


class HazardIn(Schema):
    """What reporting needs."""

    source: str = Field("inspection", max_length=20)
    title: str = Field(min_length=1, max_length=200)
    description: str = Field("", max_length=5000)
    region_code: str = Field("", pattern=r"^(\d{12}(\d{3})?)?$")
    enterprise_id: int | None = Field(None, ge=1, le=2**62)
    unit_id: int | None = Field(None, ge=1, le=2**62)
    place: str = Field("", max_length=200)
    category: str | None = Field(None, max_length=40)
    level: str = Field("general", pattern="^(general|major)$")
    criterion_codes: list[str] = Field(default_factory=list, max_length=20)
    longitude: float | None = Field(None, ge=-180, le=180)
    latitude: float | None = Field(None, ge=-90, le=90)
    found_at: datetime | None = None


class TextIn(Schema):
    """What was done, or a comment."""

    text: str = Field("", max_length=5000)


class ListQuery(Schema):
    """What narrows the list."""

    q: str = Field("", max_length=100)
    region: str = Field("", pattern=r"^\d{0,15}$")
    state: str = Field("", max_length=20)
    level: str = Field("", pattern="^(general|major)?$")
    enterprise_id: int | None = Field(None, ge=1, le=2**62)
    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(100, ge=1, le=500)


class FiguresOut(Schema):
    """The figures of a cell; stock before + found = crossed off + stock after."""

    stock_before: int
    opened: int
    closed: int
    stock_after: int
    overdue: int
    on_time: int
    recurrent: int
    ages: list[int]


class LineOut(Schema):
    """A row of a cut."""

    key: str
    label: str
    figures: FiguresOut


class StatisticsOut(Schema):
    """All cuts of a period."""

    begin: date
    end: date
    total: FiguresOut
    cuts: dict[str, list[LineOut]]


class PeriodQuery(Schema):
    """First day and the day after the last."""

    begin: date
    end: date


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/", response=HazardPage, summary="Hazards of one's area, by id")
def hazards(request: HttpRequest, query: Query[ListQuery]) -> dict[str, Any]:
    """Return visible hazards after an id; text, region prefix, state and level narrow them."""
    rows = visible(Hazard, _actor(request)).filter(pk__gt=query.after)
    if query.region:
        rows = rows.filter(region__code__startswith=query.region)
    if query.state:
        rows = rows.filter(state=query.state.replace("\x00", ""))
    if query.level:
        rows = rows.filter(level=LEVELS_BY_NAME[query.level])
    if query.enterprise_id is not None:
        rows = rows.filter(enterprise_id=query.enterprise_id)
    for word in query.q.replace("\x00", "").split()[:6]:
        rows = rows.filter(search_q("search_text", word))
    found = list(rows.prefetch_related("criteria").order_by("pk")[: query.limit + 1])
    items = [describe(row) for row in found[: query.limit]]
    is_more = len(found) > query.limit
    return {"items": items, "next_after": items[-1].id if is_more else None}


@router.get("/statistics", response=StatisticsOut, summary="Figures of a period by every cut")
def statistics(request: HttpRequest, query: Query[PeriodQuery]) -> dict[str, Any]:
    """Return stock, found, crossed off, overdue and ages of [begin, end)."""
    found = compute(_actor(request), query.begin, query.end)
    return {
        "begin": found.begin,
        "end": found.end,
        "total": _figures(found.total),
        "cuts": {
            name: [{"key": x.key, "label": x.label, "figures": _figures(x.figures)} for x in lines]
            for name, lines in found.cuts.items()
        },
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in FiguresOut.model_fields}


@router.get("/{int:hazard_id}", response=HazardOut, summary="One hazard")
def hazard(request: HttpRequest, hazard_id: int) -> HazardInfo:
    """Return the hazard; 404 outside one's area."""
    return get_hazard(hazard_id, _actor(request))


@router.post("/", response={201: HazardOut}, summary="Report a hazard")
def report(request: HttpRequest, data: HazardIn) -> Any:
    """Report a hazard; 422 when the place or the words are missing."""
    return Status(201, report_hazard(actor=_actor(request), **data.dict()))


@router.post("/{int:hazard_id}/rectification", response=HazardOut, summary="Hand in what was done")
def rectify(request: HttpRequest, hazard_id: int, data: TextIn) -> HazardInfo:
    """Hand in the rectification; 409 when it is not being rectified."""
    return submit_rectification(hazard_id=hazard_id, text=data.text, actor=_actor(request))


@router.post("/{int:hazard_id}/review", response=HazardOut, summary="Review the rectification")
def review(request: HttpRequest, hazard_id: int, data: TextIn) -> HazardInfo:
    """Find that it is rectified; 403 for who rectified it."""
    return review_rectification(hazard_id=hazard_id, actor=_actor(request), comment=data.text)


@router.post("/{int:hazard_id}/acceptance", response=HazardOut, summary="Accept the rectification")
def accept(request: HttpRequest, hazard_id: int, data: TextIn) -> HazardInfo:
    """Accept a reviewed rectification; 403 for who rectified it."""
    return accept_rectification(hazard_id=hazard_id, actor=_actor(request), comment=data.text)
