"""What a drill came to: points by unit and group, and the words of the assessment report.

The parts follow 突发事件应急演练指南 (应急办函〔2009〕62号) and AQ/T 9009-2015: basis and process,
judgement of preparation and of the course, strengths, problems, proposals, conclusion.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from anlan.base.documents.public import official_time
from anlan.command.drills import scoring
from anlan.command.drills.choices import ObservationKind, Part, ProposalState
from anlan.command.drills.models import Drill, DrillAction
from anlan.command.drills.selectors.records import compare_with_plan
from anlan.command.responses.public import official_language

VERDICTS = {
    "done": "按时完成",
    "late": "超时完成",
    "missed": "未完成",
    "cancelled": "取消",
    "not_due": "时限未到",
}


def _share(action: DrillAction) -> float | None:
    return None if action.share is None else float(action.share)


def scores(drill: Drill) -> dict[str, Any]:
    """Return the points of the drill, by unit and by group, best known first."""
    actions = list(drill.actions.select_related("inject"))

    def by(key: Callable[[DrillAction], str]) -> list[scoring.Line]:
        names = dict.fromkeys(key(action) for action in actions if key(action))
        lines = [
            scoring.total(name, ((a.points, _share(a)) for a in actions if key(a) == name))
            for name in names
        ]
        return sorted((line for line in lines if line.actions), key=lambda line: -line.score)

    return {
        "all": scoring.total("", ((a.points, _share(a)) for a in actions)),
        "units": by(lambda action: action.unit),
        "groups": by(lambda action: action.group),
        "actions": actions,
        "open": [a for a in actions if a.share is None],
    }


def _minutes(value: float | None) -> str:
    return "—" if value is None else f"{value:g}"


def report_content(drill: Drill) -> dict[str, Any]:
    """Return what the form of the assessment report is filled with."""
    with official_language():
        return _content(drill)


def _content(drill: Drill) -> dict[str, Any]:
    told = scores(drill)
    people = list(drill.participants.select_related("person", "organisation"))
    seen = list(drill.observations.select_related("action").order_by("at"))
    compared = compare_with_plan(drill)
    in_time = sum(1 for row in compared if row.verdict == "done")
    plan = str(drill.plan) if drill.plan is not None else "无"
    return {
        "issuer": drill.organisation.name,
        "drill_number": drill.number,
        "kind": str(drill.get_kind_display()),
        "scenario": drill.scenario.name,
        "plan": plan,
        "place": drill.place or drill.region.name,
        "began": official_time(drill.started_at) if drill.started_at else "",
        "ended": official_time(drill.ended_at) if drill.ended_at else "",
        "aims": drill.aims or "检验预案、锻炼队伍、磨合机制。",
        "people": [
            {
                "unit": str(row.organisation),
                "name": str(row.person),
                "part": str(row.get_part_display()),
                "plays": row.plays or "—",
            }
            for row in people
        ],
        "players": sum(1 for row in people if row.part == Part.PLAYER),
        "units_count": len({row.organisation_id for row in people}),
        "process": [
            {
                "at": f"{timezone.localtime(row.delivered_at):%H:%M}" if row.delivered_at else "—",
                "minute": row.minute,
                "title": row.title,
                "answers": row.answers.count(),
            }
            for row in drill.injects.prefetch_related("answers")
        ],
        "score": f"{told['all'].score:g}",
        "grade": drill.grade_word or scoring.table().grade_of(told["all"].score),
        "units": [_line(line) for line in told["units"]],
        "groups": [_line(line) for line in told["groups"]],
        "actions": [
            {
                "title": action.title,
                "unit": action.unit or "—",
                "within": "—" if action.within_minutes is None else f"{action.within_minutes}",
                "after": "—" if action.after_s is None else f"{action.after_s / 60:.1f}",
                "points": action.points,
                "earned": "—" if action.earned is None else f"{action.earned:g}",
                "why": action.reasons,
            }
            for action in told["actions"]
        ],
        "compared": [
            {
                "group": row.group,
                "title": row.title,
                "owner": row.owner or "—",
                "planned": _minutes(row.planned_minutes),
                "done": _minutes(row.done_minutes),
                "verdict": "另行下达" if row.is_extra else VERDICTS[row.verdict],
            }
            for row in compared
        ],
        "summary": (
            f"预案任务和命令{len(compared)}项，按时完成{in_time}项；"
            f"期望行动{told['all'].actions}项，全部得分{told['all'].in_full}项，"
            f"总分{told['all'].score:g}分。"
        ),
        "strengths": [_words(row) for row in seen if row.kind == ObservationKind.STRENGTH]
        or ["评估组未单独记录。"],
        "problems": [_words(row) for row in seen if row.kind == ObservationKind.PROBLEM]
        or ["评估组未单独记录。"],
        "proposals": [
            {
                "task": row.task_title,
                "current": row.current or "—",
                "proposed": row.proposed,
                "reason": row.reason,
                "state": str(ProposalState(row.state).label),
            }
            for row in drill.proposals.all()
        ],
        "conclusion": drill.conclusion or "评估组综合意见：见评分和问题。",
    }


def _line(line: scoring.Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "actions": line.actions,
        "full": line.in_full,
        "earned": f"{line.earned:g}",
        "points": f"{line.points:g}",
        "score": f"{line.score:g}",
    }


def _words(row: Any) -> str:
    at = f"{timezone.localtime(row.at):%H:%M}"
    unit = f"{row.unit}：" if row.unit else ""
    about = f"（{row.action.title}）" if row.action is not None else ""
    return f"{at} {unit}{row.text}{about}"
