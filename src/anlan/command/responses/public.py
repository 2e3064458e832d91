"""The door of responses."""

from __future__ import annotations

from anlan.command.responses.contracts import (
    Alternative,
    Force,
    GroupInfo,
    Recommendation,
    ResponseInfo,
    RollCallRecord,
    TaskRecord,
)
from anlan.command.responses.forces import register_force_source
from anlan.command.responses.parts import BoardPart, register_board_part
from anlan.command.responses.selectors.facts import register_fact_source
from anlan.command.responses.selectors.on_scene import (
    OwnTask,
    TeamCall,
    list_objectives,
    list_own_tasks,
    list_team_calls,
)
from anlan.command.responses.selectors.recommendation import level_label, recommend_level
from anlan.command.responses.selectors.records import list_roll_calls, list_task_records
from anlan.command.responses.selectors.responses import (
    get_active_response,
    list_groups,
    list_responses,
    list_running,
    response_metrics,
)
from anlan.command.responses.services.activation import activate_response
from anlan.command.responses.services.command import (
    cancel_open_tasks,
    change_level,
    hand_over_command,
    issue_order,
    terminate_response,
)
from anlan.command.responses.services.reports import set_improvement
from anlan.command.responses.services.roll_calls import answer_roll_call
from anlan.command.responses.services.tasks import (
    accept_task,
    cancel_task,
    report_on_task,
    return_task,
    start_task,
    submit_task,
    verify_task,
)
from anlan.command.responses.weather import Weather, register_weather_source
from anlan.command.responses.wording import official_language

__all__ = [
    "Alternative",
    "BoardPart",
    "Force",
    "GroupInfo",
    "OwnTask",
    "Recommendation",
    "ResponseInfo",
    "RollCallRecord",
    "TaskRecord",
    "TeamCall",
    "Weather",
    "accept_task",
    "activate_response",
    "answer_roll_call",
    "cancel_open_tasks",
    "cancel_task",
    "change_level",
    "get_active_response",
    "hand_over_command",
    "issue_order",
    "level_label",
    "list_groups",
    "list_roll_calls",
    "list_objectives",
    "list_own_tasks",
    "list_responses",
    "list_running",
    "list_task_records",
    "list_team_calls",
    "official_language",
    "recommend_level",
    "register_board_part",
    "register_fact_source",
    "register_force_source",
    "register_weather_source",
    "report_on_task",
    "set_improvement",
    "response_metrics",
    "return_task",
    "start_task",
    "submit_task",
    "terminate_response",
    "verify_task",
]
