"""What the papers on hazards say. Papers are Chinese in every interface language."""

from __future__ import annotations

from typing import Any

from anlan.base.documents.public import official_date, official_time
from anlan.base.regions.public import county_of
from anlan.supervision.hazards.choices import SupervisionLevel, SuspensionKind
from anlan.supervision.hazards.constants import SUSPENSION_BASIS
from anlan.supervision.hazards.models import Hazard, ListedSupervision, SuspensionOrder

LEVEL_WORDS = {
    SupervisionLevel.PROVINCE: "省级",
    SupervisionLevel.CITY: "市级",
    SupervisionLevel.COUNTY: "县级",
    SupervisionLevel.TOWNSHIP: "乡镇（街道）级",
}
STOP_WORDS = {
    SuspensionKind.EVACUATE: "从危险区域内撤出作业人员",
    SuspensionKind.USE: "停止使用相关设施、设备",
    SuspensionKind.WORK: "停止施工",
    SuspensionKind.PRODUCTION: "暂时停产停业",
}


def issuer(region_code: str) -> str:
    """Return the bureau that issues: 龙游县应急管理局."""
    county = county_of(region_code)
    return f"{county.name if county else ''}应急管理局"


def _common(hazard: Hazard) -> dict[str, Any]:
    criteria = [
        f"{c.basis}{c.clause}：{c.text}" + ("" if c.is_verified else "（条文待核）")
        for c in hazard.criteria.all()
    ]
    return {
        "issuer": issuer(hazard.region_id),
        "hazard_number": hazard.number,
        "hazard_title": hazard.title,
        "found": official_time(hazard.found_at),
        "place": hazard.place or str(hazard.region),
        "description": hazard.description or hazard.title,
        "criteria": criteria,
        "due": official_date(hazard.due_on) if hazard.due_on else "",
    }


def notice_context(
    hazard: Hazard, enterprise: str, principal: str, controller: str
) -> dict[str, Any]:
    """Return the values of the notice to principal and actual controller."""
    return {
        **_common(hazard),
        "addressee": enterprise,
        "principal": principal,
        "controller": controller or principal,
    }


def listing_context(hazard: Hazard, listing: ListedSupervision) -> dict[str, Any]:
    """Return the values of the order of listed supervision."""
    return {
        **_common(hazard),
        "addressee": str(hazard.enterprise) if hazard.enterprise_id else str(hazard.region),
        "level": LEVEL_WORDS[SupervisionLevel(listing.level)],
        "requirements": listing.requirements,
        "period": official_date(listing.due_at),
    }


def lifting_context(hazard: Hazard, listing: ListedSupervision) -> dict[str, Any]:
    """Return the values of the paper that ends a listing."""
    return {
        **_common(hazard),
        "addressee": str(hazard.enterprise) if hazard.enterprise_id else str(hazard.region),
        "level": LEVEL_WORDS[SupervisionLevel(listing.level)],
        "listed": official_date(listing.listed_at),
        "applied": official_date(listing.applied_at) if listing.applied_at else "",
        "finding": listing.finding,
    }


def suspension_context(hazard: Hazard, order: SuspensionOrder, addressee: str) -> dict[str, Any]:
    """Return the values of the order to stop."""
    return {
        **_common(hazard),
        "addressee": addressee,
        "basis": SUSPENSION_BASIS,
        "stop": STOP_WORDS[SuspensionKind(order.kind)],
        "scope": order.scope,
    }
