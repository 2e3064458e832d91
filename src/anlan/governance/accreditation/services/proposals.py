"""What the office makes of a proposal: taken up or dismissed."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.accreditation.choices import ProposalAct
from anlan.governance.accreditation.events import CaseMoved
from anlan.governance.accreditation.models import Proposal
from anlan.governance.accreditation.services.common import awarders, locked, say, tell
from anlan.governance.accreditation.services.rounds import open_recheck
from anlan.governance.accreditation.states import PROPOSAL
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible


@transaction.atomic
def decide_proposal(
    *, proposal_id: int, is_taken: bool, reason: str, actor: Actor, due_on: date | None = None
) -> Proposal:
    """Take up a proposal or dismiss it with a reason.

    A re-check that is taken up is opened; an exit that is taken up waits for who ends titles.
    """
    made = get_visible(Proposal, proposal_id, actor=actor, lock=True)
    PROPOSAL.fire(
        made,
        "take" if is_taken else "dismiss",
        actor=actor,
        reason=reason,
        also={
            "decision": reason.strip(),
            "decided_at": clock.now(),
            "decided_by": actor.display_name[:100],
        },
    )
    case = locked(made.case_id, actor)
    audit(
        actor,
        "accreditation.proposal.decided",
        case,
        after={"taken": is_taken, "act": made.act},
        reason=reason,
    )
    if is_taken and made.act == ProposalAct.RECHECK:
        open_recheck(case_id=case.pk, actor=actor, due_on=due_on, reason=made.reason)
    elif is_taken:
        say(case, awarders(case), _("%(unit)s: please decide on the exit"), actor, made.reason)
    tell(CaseMoved, case, actor)
    return made
