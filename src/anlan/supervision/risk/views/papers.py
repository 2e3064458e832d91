"""Papers to print: job card, notice board, risk list, one enterprise one list."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anlan.base.audit.public import audit
from anlan.base.documents.public import official_date, render_document
from anlan.kernel import clock
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.requests import ActorRequest, render_page, requires
from anlan.supervision.risk.models import AccidentKind, EnterpriseRisk, RiskFactor, RiskUnit
from anlan.supervision.risk.papers import (
    COLOURS,
    CONTROL_LEVELS,
    LEVELS,
    lines,
    one_list_context,
    risk_workbook,
)
from anlan.supervision.risk.permissions import VIEW
from anlan.supervision.risk.selectors import UnitNode, tree_of

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATE = "risk.one_list"


def _tally(request: ActorRequest, pk: int) -> EnterpriseRisk:
    found = get_visible(EnterpriseRisk, pk, actor=request.actor)
    return EnterpriseRisk.objects.select_related("enterprise", "enterprise__region").get(
        pk=found.pk
    )


def county_name(tally: EnterpriseRisk) -> str:
    """The county whose bureau issues the paper."""
    regions = apps.get_model("regions.Region")._default_manager
    code = f"{tally.enterprise.region_id[:6]}000000"
    return str(regions.filter(pk=code).values_list("name", flat=True).first() or "")


def _card(node: UnitNode, kinds: dict[str, str]) -> dict[str, Any]:
    """What a card says of a unit: hazards, accidents, measures, emergency response."""
    controls = [control for event in node.events for control in event.controls]
    codes = dict.fromkeys(code for event in node.events for code in event.event.accident_kinds)
    return {
        "unit": node.unit,
        "colour": COLOURS[node.unit.current_level],
        "word": LEVELS[node.unit.current_level],
        "control_level": CONTROL_LEVELS[node.unit.control_level],
        "events": [event.event for event in node.events],
        "accidents": "、".join(kinds.get(code, code) for code in codes),
        "measures": [c for c in controls if c.category != "emergency"],
        "emergency": [c for c in controls if c.category == "emergency"],
    }


@requires(VIEW)
def job_card(request: ActorRequest, pk: int) -> HttpResponse:
    """岗位风险告知卡 of a unit, A4."""
    unit = get_visible(RiskUnit, pk, actor=request.actor)
    tree = tree_of(unit.enterprise_id, request.actor, unit_id=unit.pk)
    node = next((u for found in tree for u in found.units), UnitNode(unit, []))
    kinds = dict(AccidentKind.objects.values_list("pk", "name"))
    context = {
        "page": {"title": _("Job card"), "back_url": unit.get_absolute_url()},
        "card": _card(node, kinds),
        "enterprise": _tally(request, unit.enterprise_id).enterprise,
        "printed_on": official_date(clock.now()),
    }
    return render_page(request, "risk/job_card.html", context)


@requires(VIEW)
def notice_board(request: ActorRequest, pk: int) -> HttpResponse:
    """风险公告栏 of an enterprise: its red and orange units, else the gravest it has."""
    tally = _tally(request, pk)
    kinds = dict(AccidentKind.objects.values_list("pk", "name"))
    nodes = [unit for node in tree_of(pk, request.actor) for unit in node.units]
    grave = [node for node in nodes if node.unit.current_level <= 2]
    shown = sorted(grave or nodes, key=lambda n: (n.unit.current_level, n.unit.code))[:20]
    context = {
        "page": {"title": _("Notice board"), "back_url": reverse("risk:enterprise", args=[pk])},
        "tally": tally,
        "colour": COLOURS[tally.level],
        "word": LEVELS[tally.level],
        "cards": [_card(node, kinds) for node in shown],
        "printed_on": official_date(clock.now()),
    }
    return render_page(request, "risk/notice_board.html", context)


@requires(VIEW)
def risk_sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """风险分级管控清单 to print, A3 landscape."""
    tally = _tally(request, pk)
    context = {
        "page": {"title": _("Risk list"), "back_url": reverse("risk:enterprise", args=[pk])},
        "tally": tally,
        "lines": list(lines(tree_of(pk, request.actor))),
        "printed_on": official_date(clock.now()),
    }
    return render_page(request, "risk/risk_sheet.html", context)


@requires(VIEW)
def risk_list(request: ActorRequest, pk: int) -> HttpResponse:
    """风险分级管控清单 as an Excel file; its export is audited."""
    tally = _tally(request, pk)
    content = risk_workbook(tally, tree_of(pk, request.actor))
    audit(request.actor, "risk.paper.printed", tally, after={"paper": "risk_list"})
    answer = HttpResponse(content, content_type=EXCEL)
    name = f"{tally.enterprise.name}风险分级管控清单.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


@require_POST
@requires(VIEW)
def one_list(request: ActorRequest, pk: int) -> HttpResponse:
    """一企一单 as a numbered, kept Word file."""
    tally = _tally(request, pk)
    tree = tree_of(pk, request.actor)
    factors = [
        f"{factor.unit.name if factor.unit else '企业'}：{factor.explanation}"
        for factor in visible(RiskFactor, request.actor)
        .filter(enterprise_id=pk, lifted_at__isnull=True)
        .select_related("unit")[:20]
    ]
    document = render_document(
        template_code=TEMPLATE,
        context=one_list_context(tally, tree, factors, f"{county_name(tally)}应急管理局"),
        subject=tally,
        actor=request.actor,
        title=f"{tally.enterprise.name}安全风险管控一企一单",
    )
    audit(request.actor, "risk.paper.printed", tally, after={"paper": document.number})
    return HttpResponseRedirect(document.url)
