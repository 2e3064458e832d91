"""Whose territory: asking townships, their answers, assigning what was refused."""

from __future__ import annotations

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import cancel_deadlines, meet_deadline, start_deadline
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import update_organisation
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require
from anlan.supervision.enterprises.choices import ClaimState
from anlan.supervision.enterprises.events import EnterpriseChanged, EnterpriseRefused
from anlan.supervision.enterprises.models import Enterprise, TerritoryClaim
from anlan.supervision.enterprises.permissions import ASSIGN, CLAIM

RULE = "enterprises.claim"
#: Enterprises asked about in one go.
BATCH = 200


def township_of(enterprise: Enterprise) -> str:
    """The township whose territory the region of an enterprise belongs to."""
    return f"{enterprise.region_id[:9]}000"


def ask_townships(*, actor: Actor) -> int:
    """Ask about every enterprise that nobody has claimed or been asked about; returns how many."""
    asked = 0
    while found := _ask_batch(actor):
        asked += found
    return asked


@transaction.atomic
def _ask_batch(actor: Actor) -> int:
    waiting = (
        Enterprise.objects.select_for_update(skip_locked=True)
        .filter(claimed_region__isnull=True)
        .exclude(status="closed")
        .exclude(pk__in=TerritoryClaim.objects.values("enterprise_id"))
    )
    known = apps.get_model("regions.Region")._default_manager.filter(level="township")
    townships = set(known.values_list("pk", flat=True))
    found = [e for e in waiting.order_by("pk")[: BATCH * 2] if township_of(e) in townships][:BATCH]
    for enterprise in found:
        _ask(enterprise, township_of(enterprise), actor)
    return len(found)


def _ask(enterprise: Enterprise, township: str, actor: Actor) -> TerritoryClaim:
    claim = TerritoryClaim.objects.create(
        enterprise=enterprise, region_id=township, asked_at=clock.now()
    )
    people = policy_of(Enterprise).who_can(CLAIM, enterprise)
    start_deadline(
        rule_code=RULE,
        subject=enterprise,
        actor=actor,
        responsible_ids=people,
        title=_("Claim or refuse: %(name)s") % {"name": enterprise.name},
    )
    notify(
        kind="enterprises.claim",
        person_ids=people,
        title=_("Does %(name)s lie in your territory?") % {"name": enterprise.name},
        body=enterprise.address,
        url=enterprise.get_absolute_url(),
        subject=enterprise,
        actor=actor,
    )
    return claim


def answer_claim(enterprise: Enterprise, state: ClaimState, reason: str, actor: Actor) -> None:
    """Write the answer to an open question and stop its clock; nothing when none was asked."""
    open_claims = TerritoryClaim.objects.select_for_update().filter(
        enterprise=enterprise, state=ClaimState.ASKED
    )
    for claim in open_claims:
        claim.state, claim.answered_at = state, clock.now()
        claim.answered_by, claim.reason = actor.display_name[:100], reason
        claim.save(update_fields=["state", "answered_at", "answered_by", "reason", "updated_at"])
    if state == ClaimState.WITHDRAWN:
        cancel_deadlines(subject=enterprise, rule_code=RULE, actor=actor, reason=reason)
    else:
        meet_deadline(subject=enterprise, rule_code=RULE, actor=actor, evidence=reason)


@transaction.atomic
def refuse_enterprise(*, enterprise_id: int, actor: Actor, reason: str) -> Enterprise:
    """Say that an enterprise is not in one's territory, and why; the bureau assigns it anew.

    Raises ``WrongState`` when it is claimed, or refused and not assigned since.
    """
    enterprise = get_visible(Enterprise, enterprise_id, actor=actor, lock=True)
    require(actor, CLAIM, enterprise)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    if enterprise.claimed_region_id is not None:
        raise WrongState(_("This enterprise has been claimed already."))
    if is_refused(enterprise):
        raise WrongState(_("This enterprise was refused already; the bureau assigns it."))
    asked = TerritoryClaim.objects.filter(enterprise=enterprise, state=ClaimState.ASKED)
    if not asked.exists():
        TerritoryClaim.objects.create(
            enterprise=enterprise, region_id=township_of(enterprise), asked_at=clock.now()
        )
    answer_claim(enterprise, ClaimState.REFUSED, reason.strip(), actor)
    audit(actor, "enterprises.enterprise.refused", enterprise, reason=reason)
    emit(
        EnterpriseRefused(
            enterprise_id=enterprise.pk, region=enterprise.region_id, reason=reason[:200]
        ),
        actor,
    )
    notify(
        kind="enterprises.claim",
        person_ids=policy_of(Enterprise).who_can(ASSIGN, enterprise),
        title=_("%(name)s was refused by its township: assign it") % {"name": enterprise.name},
        body=reason,
        url=enterprise.get_absolute_url(),
        subject=enterprise,
        actor=actor,
    )
    return enterprise


def is_refused(enterprise: Enterprise) -> bool:
    """Whether the last answer about an unclaimed enterprise was no."""
    last = TerritoryClaim.objects.filter(enterprise=enterprise).order_by("-asked_at", "-pk").first()
    return last is not None and last.state == ClaimState.REFUSED


@transaction.atomic
def assign_enterprise(
    *, enterprise_id: int, region_code: str, actor: Actor, reason: str
) -> Enterprise:
    """Assign an enterprise to a village or township; that township is asked and its clock starts.

    A claim that stood is taken back, so that the new township confirms it.
    """
    enterprise = get_visible(Enterprise, enterprise_id, actor=actor, lock=True)
    require(actor, ASSIGN, enterprise)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    regions = apps.get_model("regions.Region")._default_manager
    if not regions.filter(pk=region_code, level__in=("township", "village")).exists():
        raise InvalidInput(fields={"region_code": _("Choose a township or village.")})
    before = {"region": enterprise.region_id, "claimed_region": enterprise.claimed_region_id}
    answer_claim(enterprise, ClaimState.WITHDRAWN, reason.strip(), actor)
    enterprise.region_id = region_code
    enterprise.claimed_region_id = enterprise.claimed_at = None
    enterprise.save(update_fields=["region", "claimed_region", "claimed_at", "updated_at"])
    update_organisation(
        organisation_id=enterprise.organisation_id,
        region_code=region_code,
        actor=system_actor("enterprises"),
    )
    audit(
        actor,
        "enterprises.enterprise.assigned",
        enterprise,
        before=before,
        after={"region": region_code},
        reason=reason,
    )
    _ask(enterprise, township_of(enterprise), actor)
    emit(
        EnterpriseChanged(enterprise_id=enterprise.pk, region=region_code, fields=("region_id",)),
        actor,
    )
    return enterprise
