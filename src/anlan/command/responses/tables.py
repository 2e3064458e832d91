"""Tables of responses and tasks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.responses.choices import RESPONSE_TONES, TASK_TONES
from anlan.command.responses.models import Response, ResponseTask
from anlan.kernel.pages import (
    ClockColumn,
    LevelColumn,
    LinkColumn,
    MomentColumn,
    StateColumn,
    Table,
)


class ResponseTable(Table):
    """Responses with level, commander and state."""

    matter = LinkColumn()
    level = LevelColumn()
    activated_at = MomentColumn()
    terminated_at = MomentColumn()
    state = StateColumn(tones=RESPONSE_TONES)

    class Meta(Table.Meta):
        model = Response
        fields = (
            "level",
            "matter",
            "plan",
            "commander_name",
            "activated_at",
            "terminated_at",
            "state",
        )


class TaskTable(Table):
    """Tasks with group, holder and clock."""

    title = LinkColumn()
    due_at = ClockColumn()
    assigned_at = MomentColumn(style="short")
    done_at = MomentColumn(style="short", verbose_name=_("Done at"))
    state = StateColumn(tones=TASK_TONES)

    class Meta(Table.Meta):
        model = ResponseTask
        fields = (
            "title",
            "group",
            "kind",
            "assignee",
            "issued_by",
            "assigned_at",
            "due_at",
            "done_at",
            "state",
        )
