"""The nouns of emergency responses."""

from __future__ import annotations

from anlan.command.responses.models.command import AuthorityChange, CommandHandover, LevelChange
from anlan.command.responses.models.objective import Objective
from anlan.command.responses.models.papers import PublicRelease, SituationReport
from anlan.command.responses.models.response import (
    Response,
    ResponseGroup,
    ResponseTask,
    TaskFeedback,
)
from anlan.command.responses.models.review import Improvement
from anlan.command.responses.models.roll_call import RollCall, RollCallAnswer

__all__ = [
    "AuthorityChange",
    "CommandHandover",
    "Improvement",
    "LevelChange",
    "Objective",
    "PublicRelease",
    "Response",
    "ResponseGroup",
    "ResponseTask",
    "RollCall",
    "RollCallAnswer",
    "SituationReport",
    "TaskFeedback",
]
