"""The words of a report, written from the facts. Papers are Chinese in every interface language;
the sentences stand in ``templates/incidents/paper/``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from anlan.base.deadlines.public import deadlines_of
from anlan.base.documents.public import official_length, official_time
from anlan.command.incidents.choices import ReportKind
from anlan.command.incidents.grading import cite
from anlan.command.incidents.models import Incident, IncidentFacts, IncidentReport
from anlan.command.incidents.places import city_name, county_name, full_name
from anlan.command.incidents.registry import contributed
from anlan.command.incidents.selectors.metrics import response_steps
from anlan.command.incidents.services.timeline import official_language
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.supervision.enterprises.public import get_enterprise

KIND_WORDS = {ReportKind.INITIAL: "初报", ReportKind.CONTINUING: "续报", ReportKind.FINAL: "终报"}
ORDINALS = "一二三四五六七八九十"
#: Headings are the points of 国务院令第493号 article 12, in its order.
HEADINGS = (
    ("unit_overview", "事故发生单位概况"),
    ("scene", "事故发生的时间、地点以及事故现场情况"),
    ("course", "事故的简要经过"),
    ("casualties", "伤亡人数和初步估计的直接经济损失"),
    ("measures", "已经采取的措施"),
    ("other", "其他应当报告的情况"),
)
#: Rows of the table of changes.
CHANGE_ROWS = (
    ("deaths", "死亡", "人"),
    ("missing", "下落不明", "人"),
    ("serious_injuries", "重伤（含急性工业中毒）", "人"),
    ("minor_injuries", "轻伤", "人"),
    ("trapped", "被困", "人"),
    ("evacuated", "转移疏散", "人"),
    ("direct_loss", "直接经济损失（初步估计）", "万元"),
)
EVENT_WORDS = {True: "事故", False: "突发事件"}


@dataclass(frozen=True, slots=True)
class ReportTexts:
    """What a draft starts with."""

    title: str
    addressee: str
    copies: str
    unit_overview: str
    scene: str
    course: str
    casualties: str
    measures: str
    other: str


def amount(value: Decimal) -> str:
    """Write an amount without useless zeros: 1200.50 → 1200.5."""
    return f"{value.normalize():f}"


def _paper(name: str, context: dict[str, Any]) -> str:
    with official_language():
        text = render_to_string(f"incidents/paper/{name}.txt", context)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _place(incident: Incident) -> str:
    """The way to the place; an address that begins with its township is not led to twice."""
    path, county = full_name(incident.region_id), county_name(incident.region_id)
    below = path.removeprefix(county)
    return county if below and incident.address.startswith(below) else path


def compose(
    incident: Incident, kind: str, sequence: int, facts: IncidentFacts, actor: Actor
) -> ReportTexts:
    """Fill a draft from what is known."""
    enterprise = None
    if incident.enterprise_id is not None:
        try:
            enterprise = get_enterprise(incident.enterprise_id, actor)
        except NotVisible:
            enterprise = None
    county = county_name(incident.region_id)
    city = city_name(incident.region_id)
    with official_language():
        context = {
            "incident": incident,
            "facts": facts,
            "enterprise": enterprise,
            "place": _place(incident),
            "county": county,
            "occurred": official_time(incident.occurred_at),
            "reported": official_time(incident.reported_at),
            "loss": amount(facts.direct_loss),
            "grade": facts.get_grade_display(),
            "possible": facts.get_possible_grade_display(),
            "basis": "".join(
                cite(reason["legal_basis"], reason["clause"]) for reason in facts.reasons[:1]
            ),
            "applies": incident.is_work_accident,
            "steps": list(
                incident.timeline.filter(kind__in=("response", "order", "dispatch", "scene"))[:20]
            ),
            "faults": [d for d in deadlines_of(incident) if d.is_overdue],
            "is_final": kind == ReportKind.FINAL,
        }
    number = "" if sequence == 1 else _in_words(sequence)
    word = KIND_WORDS[ReportKind(kind)]
    noun = EVENT_WORDS[incident.is_work_accident]
    name = (
        incident.title
        if incident.title.endswith(("事故", "事件", "灾害", "火灾"))
        else (f"{incident.title}{noun}")
    )
    return ReportTexts(
        title=f"关于{name}情况的{word}{f'（{number}）' if number else ''}",
        addressee=f"{city}应急管理局" if city else "上级应急管理部门",
        copies=f"{county}人民政府办公室",
        unit_overview=_paper("unit_overview", context),
        scene=_paper("scene", context),
        course=_paper("course", context),
        casualties=_paper("casualties", context),
        measures=_paper("measures", context),
        other=_paper("other", context),
    )


def _in_words(number: int) -> str:
    """Write a small ordinal in characters: 2 → 二, 12 → 十二."""
    if number <= 10:
        return ORDINALS[number - 1]
    if number < 20:
        return f"十{ORDINALS[number - 11]}"
    return str(number)


def changes_since(former: IncidentFacts | None, facts: IncidentFacts) -> list[dict[str, str]]:
    """Return the rows of the table of changes; empty when nothing of it changed."""
    if former is None:
        return []
    rows = []
    for name, label, unit in CHANGE_ROWS:
        old, new = getattr(former, name), getattr(facts, name)
        if old != new:
            rows.append(
                {
                    "label": label,
                    "before": f"{amount(Decimal(old))} {unit}",
                    "after": f"{amount(Decimal(new))} {unit}",
                }
            )
    return rows


def paper_context(report: IncidentReport, actor: Actor) -> dict[str, Any]:
    """Return the values the Word form of a report is filled with; the preview shows the same."""
    incident = report.incident
    is_final = report.kind == ReportKind.FINAL
    former = (
        incident.reports.filter(pk__lt=report.pk).exclude(state="draft").order_by("-pk").first()
    )
    changes = changes_since(former.facts, report.facts) if former and not is_final else []
    headings = _Headings()
    context: dict[str, Any] = {
        "issuer": f"{county_name(incident.region_id)}应急管理局",
        "signatory": report.signatory or "　　　",
        "addressee": report.addressee,
        "opening": "现将有关情况报告如下。",
        "changes": changes,
        "changes_heading": headings.next("伤亡和损失变化情况") if changes else "",
        "sections": [
            {
                "heading": headings.next(heading),
                "paragraphs": [line.strip() for line in text.splitlines() if line.strip()],
            }
            for name, heading in HEADINGS
            if (text := getattr(report, name).strip())
        ],
        "closing": "" if is_final else "后续情况将及时续报。",
        "contact_name": report.contact_name or "值班员",
        "contact_phone": report.contact_phone or "—",
        "copies": report.copies or "—",
    }
    if is_final:
        context.update(_final_parts(incident, actor, headings))
    return context


class _Headings:
    """Numbers headings of the first order: 一、二、三、"""

    def __init__(self) -> None:
        self.count = 0

    def next(self, text: str) -> str:
        """Return the next heading."""
        self.count += 1
        return f"{_in_words(self.count)}、{text}"


def _final_parts(incident: Incident, actor: Actor, headings: _Headings) -> dict[str, Any]:
    """Return the times, what other apps tell, and the timeline."""
    with official_language():
        steps = [
            {
                "label": step.label,
                "at": official_time(step.at),
                "elapsed": official_length(step.elapsed_s),
            }
            for step in response_steps(incident, actor)
            if step.at is not None
        ]
        parts: dict[str, Any] = {
            "steps": steps,
            "steps_heading": headings.next("处置时间节点"),
            "contributed": [
                {
                    "heading": headings.next(str(told["heading"])),
                    "paragraphs": [str(paragraph) for paragraph in told["paragraphs"]],
                }
                for told in contributed(incident.pk).values()
                if told.get("paragraphs")
            ],
        }
        parts["timeline_heading"] = headings.next("处置经过")
        parts["timeline"] = [
            {"at": _short(entry.at), "text": entry.text, "actor": entry.actor_name}
            for entry in incident.timeline.order_by("at", "id")
        ]
    return parts


def _short(at: datetime) -> str:
    return f"{timezone.localtime(at):%m-%d %H:%M:%S}"
