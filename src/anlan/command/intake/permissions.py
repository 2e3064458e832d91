"""Who sees and handles calls and items, connects systems, and speaks with the other levels."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.intake.models import (
    Call,
    ChainLink,
    ChainReport,
    Instruction,
    IntakeItem,
    IntakeMessage,
    IntakeSource,
    KindMapping,
    ReportDoubt,
)
from anlan.kernel.policy import Action, Policy, policy, register_actions

VIEW = "intake.view_item"
HANDLE = "intake.handle_item"
SEND = "intake.send_report"
VIEW_CALL = "intake.view_call"
HANDLE_CALL = "intake.handle_call"
REVEAL = "intake.reveal_number"
VIEW_MESSAGE = "intake.view_message"
VIEW_SOURCE = "intake.view_source"
MANAGE = "intake.manage_source"
MAP_KINDS = "intake.map_kinds"
PUSH_CALL = "intake.push_call"
PUSH_REPORT = "intake.push_report"
VIEW_CHAIN = "intake.view_chain"
INSTRUCT = "intake.give_instruction"
ANSWER = "intake.answer_instruction"
SETTLE = "intake.settle_doubt"

BUREAU = ("commander", "duty_officer", "bureau_officer")
OFFICIALS = ("county_leader", *BUREAU, "township_officer")

register_actions(
    Action(VIEW, _("read the intake queue"), roles=OFFICIALS),
    Action(HANDLE, _("handle the intake queue"), roles=(*BUREAU, "township_officer")),
    Action(
        SEND,
        _("send a quick report"),
        roles=(
            *BUREAU,
            "department_officer",
            "township_officer",
            "grid_worker",
            "group_monitor",
            "enterprise_manager",
            "team_leader",
        ),
    ),
    Action(VIEW_CALL, _("see who calls"), roles=BUREAU),
    Action(HANDLE_CALL, _("handle calls"), roles=BUREAU),
    Action(REVEAL, _("see the full number of a call"), roles=BUREAU),
    Action(VIEW_MESSAGE, _("read what systems sent"), roles=(*BUREAU, "system_admin", "auditor")),
    Action(
        VIEW_SOURCE,
        _("see connected systems"),
        roles=("commander", "duty_officer", "system_admin", "auditor"),
    ),
    Action(MANAGE, _("connect systems and levels"), roles=("system_admin",)),
    Action(MAP_KINDS, _("map kinds of other systems"), roles=(*BUREAU, "system_admin")),
    Action("intake.withdraw_item", _("withdraw reports (systems)")),
    Action(PUSH_CALL, _("send calls (systems)")),
    Action(PUSH_REPORT, _("send alarms (systems)")),
    Action(VIEW_CHAIN, _("read reports between levels"), roles=(*OFFICIALS, "auditor")),
    Action(
        INSTRUCT,
        _("give instructions to the level below"),
        roles=("commander", "county_leader", "duty_officer"),
    ),
    Action(ANSWER, _("answer instructions of the superior"), roles=BUREAU),
    Action(SETTLE, _("settle doubts about reports"), roles=BUREAU),
)


@policy
class IntakeSourcePolicy(Policy[IntakeSource]):
    """By the region it reports for; who connects systems sees every one."""

    model = IntakeSource
    view = VIEW_SOURCE
    region_field = "region"


@policy
class KindMappingPolicy(Policy[KindMapping]):
    """By the region of its source; a line for every source is the whole platform's."""

    model = KindMapping
    view = MAP_KINDS
    region_field = "source__region"


@policy
class CallPolicy(Policy[Call]):
    """By the region of the telephone exchange."""

    model = Call
    view = VIEW_CALL
    region_field = "source__region"


@policy
class IntakeItemPolicy(Policy[IntakeItem]):
    """By the place of the report."""

    model = IntakeItem
    view = VIEW
    region_field = "region"


@policy
class IntakeMessagePolicy(Policy[IntakeMessage]):
    """By the region of the sender."""

    model = IntakeMessage
    view = VIEW_MESSAGE
    region_field = "source__region"


@policy
class ChainLinkPolicy(Policy[ChainLink]):
    """By the region it is about."""

    model = ChainLink
    view = VIEW_SOURCE
    region_field = "region"


@policy
class ChainReportPolicy(Policy[ChainReport]):
    """By the region of the link."""

    model = ChainReport
    view = VIEW_CHAIN
    region_field = "link__region"


@policy
class InstructionPolicy(Policy[Instruction]):
    """By the region of the link."""

    model = Instruction
    view = VIEW_CHAIN
    region_field = "link__region"


@policy
class ReportDoubtPolicy(Policy[ReportDoubt]):
    """By the region of the link."""

    model = ReportDoubt
    view = VIEW_CHAIN
    region_field = "link__region"
