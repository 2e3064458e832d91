"""Live topics of responses: all of them, one response, one task."""

from __future__ import annotations

from anlan.command.responses.models import Response, ResponseTask
from anlan.command.responses.permissions import VIEW, VIEW_TASK
from anlan.command.responses.selectors.board import board_topics, render_board
from anlan.kernel.actor import Actor
from anlan.kernel.live import SharedView, register_shared_view, register_topic
from anlan.kernel.policy import visible


def _sees_response(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Response, actor).filter(pk=argument).exists()


def _sees_task(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(ResponseTask, actor).filter(pk=argument).exists()


register_topic("responses", permission=VIEW)
register_topic("response", permission=VIEW, check=_sees_response)
register_topic("task", permission=VIEW_TASK, check=_sees_task)
register_shared_view(SharedView("situation", _sees_response, board_topics, render_board))
