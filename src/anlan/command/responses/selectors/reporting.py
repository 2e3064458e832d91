"""What stands in a situation report and in a review report: the state in official Chinese."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from anlan.base.documents.public import official_date, official_length, official_time
from anlan.command.incidents import public as incidents
from anlan.command.responses.choices import ObjectiveState
from anlan.command.responses.models import Response
from anlan.command.responses.selectors.board import board_of
from anlan.command.responses.selectors.recommendation import level_label
from anlan.command.responses.weather import weather_at
from anlan.command.responses.wording import official_language
from anlan.kernel import clock
from anlan.kernel.actor import Actor

WINDS = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")
NEXT_TASKS = 8


def situation_content(response: Response, actor: Actor, *, next_steps: str) -> dict[str, Any]:
    """Return the content of a situation report as it stands now, as plain values."""
    with official_language():
        board = board_of(response.pk)
        incident: incidents.IncidentInfo = board["incident"]
        sections = [
            {"heading": "基本情况", "paragraphs": _facts(incident)},
            {"heading": "响应与指挥", "paragraphs": _command(board["response"])},
            {"heading": "气象", "paragraphs": [_weather(incident, actor)]},
            {"heading": "处置措施", "paragraphs": _measures(board)},
        ]
        call = board["roll_call"]
        if call is not None:
            numbers = call.counts
            sections.append(
                {
                    "heading": "人员清点",
                    "paragraphs": [
                        f"{official_time(call.ordered_at)}清点（{call.reason}）："
                        f"{numbers['teams']}支队伍中{numbers['answered']}支已应答，"
                        f"{numbers['safe']}人安全，{numbers['missing']}人失联。"
                    ],
                }
            )
        return {
            "as_of": official_time(clock.now()),
            "sections": sections,
            "groups": [
                {
                    "group": line["group"].name,
                    **{k: line["counts"][k] for k in ("waiting", "doing", "done", "late")},
                }
                for line in board["groups"]
            ],
            "totals": dict(board["totals"]),
            "teams": [
                {
                    "name": line["force"].team_name,
                    "people": line["force"].people,
                    "state": line["force"].state_label,
                    "at": _short(line["force"].arrived_at),
                }
                for line in board["teams"]
            ],
            "next_steps": [line.strip() for line in next_steps.splitlines() if line.strip()]
            or _next(board),
        }


def _facts(incident: incidents.IncidentInfo) -> list[str]:
    place = "".join(part for part in (incident.region_name, incident.address) if part)
    found = [
        f"{official_time(incident.occurred_at)}，{place}发生{incident.title}"
        f"（{incident.kind_label}，{incident.grade_label}）。当前状态：{incident.state_label}。"
    ]
    facts = incident.facts
    if facts is not None:
        found.append(
            f"截至{official_time(facts.as_of)}：死亡{facts.deaths}人，失踪{facts.missing}人，"
            f"被困{facts.trapped}人，重伤{facts.serious_injuries}人，轻伤{facts.minor_injuries}人，"
            f"转移{facts.evacuated}人。"
        )
    return found


def _command(response: Response) -> list[str]:
    body = f"（{response.commanding_body}）" if response.commanding_body else ""
    return [
        f"{official_time(response.activated_at)}启动《{response.plan.name}》，"
        f"现为{level_label(response.level)}，总指挥{response.commander_name}，"
        f"{response.get_authority_display()}{body}。"
    ]


def _weather(incident: incidents.IncidentInfo, actor: Actor) -> str:
    found = weather_at(incident.longitude, incident.latitude, actor)
    if found is None:
        return "附近没有可用的气象观测。"
    parts = [f"风速{found.wind_speed_m_s:.1f}米/秒"]
    if found.wind_from_deg is not None:
        parts.insert(0, f"{WINDS[round(found.wind_from_deg / 45) % 8]}风")
    if found.temperature_c is not None:
        parts.append(f"气温{found.temperature_c:.1f}℃")
    if found.humidity_percent is not None:
        parts.append(f"相对湿度{found.humidity_percent:.0f}%")
    return (
        f"{'，'.join(parts)}（{found.source}，距现场{found.distance_m / 1000:.1f}公里，"
        f"{official_time(found.at)}观测）。"
    )


def _measures(board: dict[str, Any]) -> list[str]:
    response: Response = board["response"]
    totals = board["totals"]
    found = [response.measures] if response.measures else []
    found.append(
        f"共{totals['all']}项任务：已完成{totals['done']}项，执行中{totals['doing']}项，"
        f"待接受{totals['waiting']}项，超时{totals['late']}项。"
        f"现场{board['teams_on_scene']}支队伍、{board['people_on_scene']}人。"
    )
    for item in board["objectives"]:
        row = item["row"]
        due = f"，时限{_short(row.due_at)}" if row.due_at and row.state == "open" else ""
        found.append(f"目标“{row.title}”：{row.get_state_display()}{due}。")
    return found


def _next(board: dict[str, Any]) -> list[str]:
    """Without words of the commander: the open objectives and the tasks due next."""
    found = [
        f"完成目标“{item['row'].title}”。"
        for item in board["objectives"]
        if item["row"].state == ObjectiveState.OPEN
    ]
    found += [
        f"{_short(item['task'].due_at)}前：{item['task'].title}（{item['task'].group.name}）。"
        for item in board["named"][:NEXT_TASKS]
    ]
    return found or ["按预案继续处置。"]


def review_content(response: Response, actor: Actor) -> dict[str, Any]:
    """Return what a review tells: times, figures, the course, improvements."""
    with official_language():
        steps = incidents.response_steps(response.incident_id, actor)
        return {
            "as_of": official_time(clock.now()),
            "steps": [
                {
                    "label": step.label,
                    "at": official_time(step.at) if step.at else "—",
                    "elapsed": official_length(step.elapsed_s),
                }
                for step in steps
            ],
            "sections": [
                {"heading": part["heading"], "paragraphs": list(part["paragraphs"])}
                for part in incidents.report_sections(response.incident_id)
            ],
            "timeline": [
                {"at": _short(line.at), "text": line.text, "actor": line.actor_name}
                for line in reversed(incidents.timeline_lines(response.incident_id))
            ],
            "improvements": [
                {
                    "lesson": row.lesson,
                    "measure": row.measure,
                    "who": row.organisation.short_name or row.organisation.name,
                    "due": f"{row.due_on:%Y-%m-%d}",
                    "state": row.get_state_display(),
                }
                for row in response.improvements.select_related("organisation")
            ],
        }


def signature() -> dict[str, str]:
    """Return the date of a paper."""
    return {"issued_on": official_date(clock.now())}


def _short(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%m-%d %H:%M}" if at is not None else "—"
