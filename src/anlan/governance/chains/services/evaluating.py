"""The yearly evaluation of a chain."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.documents.public import DocumentInfo
from anlan.governance.chains.models import Chain
from anlan.governance.chains.papers import render_evaluation
from anlan.governance.chains.permissions import KEEP
from anlan.governance.chains.services.common import version_in_force
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def evaluate_chain(*, chain_id: int, year: int, conclusion: str, actor: Actor) -> DocumentInfo:
    """Draw up the evaluation of a year as a numbered paper."""
    chain = get_visible(Chain, chain_id, actor=actor)
    require(actor, KEEP, chain)
    version = version_in_force(chain)
    if version is None:
        raise WrongState(_("This chain is not in force yet."))
    fields = {}
    if not 2000 <= year <= clock.today().year:
        fields["year"] = _("Choose a year that has begun.")
    if not conclusion.strip():
        fields["conclusion"] = _("Say how the chain works and what is to be changed.")
    if fields:
        raise InvalidInput(fields=fields)
    paper = render_evaluation(version, year, conclusion.strip(), actor)
    audit(actor, "chains.chain.evaluated", chain, after={"year": year, "number": paper.number})
    return paper
