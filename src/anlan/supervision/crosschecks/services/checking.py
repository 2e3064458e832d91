"""Running the rules: a contradiction opens one lead with a clock, however often it is seen."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import start_deadline
from anlan.base.notifications.public import notify
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.events import emit
from anlan.kernel.policy import policy_of
from anlan.kernel.search_text import search_text
from anlan.supervision.crosschecks.choices import OPEN_STATES, clock_code
from anlan.supervision.crosschecks.contracts import Contradiction
from anlan.supervision.crosschecks.events import LeadOpened
from anlan.supervision.crosschecks.models import CrossCheckRule, Lead
from anlan.supervision.crosschecks.permissions import ANSWER
from anlan.supervision.crosschecks.rules import RULES, Look


def run_checks(
    *, actor: Actor, enterprise_id: int | None = None, codes: Iterable[str] | None = None
) -> list[int]:
    """Run the active rules, over one enterprise or over all; returns the leads opened.

    Each rule is a transaction of its own, so that one that fails takes nothing from the others.
    """
    opened: list[int] = []
    rules = CrossCheckRule.objects.filter(is_active=True)
    if codes is not None:
        rules = rules.filter(code__in=list(codes))
    for rule in rules:
        opened += _run(rule, actor, enterprise_id)
    return opened


@transaction.atomic
def _run(rule: CrossCheckRule, actor: Actor, enterprise_id: int | None) -> list[int]:
    now = clock.now()
    found = {
        contradiction.fingerprint: contradiction
        for contradiction in RULES[rule.code](Look(now, rule.parameters, enterprise_id))
    }
    known = set(
        Lead.objects.filter(rule=rule, fingerprint__in=found).values_list("fingerprint", flat=True)
    )
    Lead.objects.filter(rule=rule, fingerprint__in=known, state__in=OPEN_STATES).update(
        last_seen_at=now, is_still_true=True
    )
    gone = Lead.objects.filter(rule=rule, state__in=OPEN_STATES, is_still_true=True)
    if enterprise_id is not None:
        gone = gone.filter(enterprise_id=enterprise_id)
    gone.exclude(fingerprint__in=found).update(is_still_true=False)
    if enterprise_id is None:
        rule.last_run_at = now
        rule.save(update_fields=["last_run_at", "updated_at"])
    return [
        lead.pk
        for fingerprint, contradiction in found.items()
        if fingerprint not in known and (lead := _open(rule, contradiction, actor)) is not None
    ]


def _open(rule: CrossCheckRule, contradiction: Contradiction, actor: Actor) -> Lead | None:
    """Open a lead, unless another worker has just opened it."""
    now = clock.now()
    level = contradiction.level or rule.level
    lead, is_new = Lead.objects.get_or_create(
        rule=rule,
        fingerprint=contradiction.fingerprint,
        defaults={
            "enterprise_id": contradiction.enterprise_id,
            "region_id": contradiction.region_code,
            "level": level,
            "title": contradiction.title[:200],
            "explanation": contradiction.explanation,
            "facts": [
                {"label": fact.label, "value": fact.value, "url": fact.url}
                for fact in contradiction.evidence
            ],
            "opened_at": now,
            "last_seen_at": now,
            "search_text": search_text(
                contradiction.title, rule.name, contradiction.explanation[:300]
            ),
        },
    )
    if not is_new:
        return None
    people = policy_of(Lead).who_can(ANSWER, lead)
    deadline = start_deadline(
        rule_code=clock_code(level),
        subject=lead,
        actor=actor,
        responsible_ids=people,
        title=lead.title,
    )
    audit(
        actor,
        "crosschecks.lead.opened",
        lead,
        after={"rule": rule.code, "title": lead.title, "fingerprint": lead.fingerprint},
    )
    notify(
        kind="crosschecks.lead",
        person_ids=people,
        title=_("Lead to verify: %(title)s") % {"title": lead.title},
        body=_(
            "%(explanation)s Verify on the spot and answer by %(due)s: confirm it as a hazard, or "
            "record what explains it."
        )
        % {
            "explanation": lead.explanation,
            "due": f"{timezone.localtime(deadline.due_at):%m-%d %H:%M}",
        },
        url=lead.get_absolute_url(),
        level=level,
        subject=lead,
        actor=actor,
    )
    emit(LeadOpened(lead.pk, rule.code, level, lead.enterprise_id, lead.region_id), actor)
    return lead
