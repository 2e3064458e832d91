"""False alarms feed the rule: after some, its owner is shown what would have kept them away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, policy_of, require
from anlan.monitoring.alarms.choices import AlarmState, FalseAlarmCause, ReviewState, RuleKind
from anlan.monitoring.alarms.models import Alarm, AlarmRule, RuleReview
from anlan.monitoring.alarms.permissions import CHANGE_RULE
from anlan.monitoring.alarms.services.rules import revise_rule
from anlan.monitoring.alarms.states import REVIEW

#: False alarms are counted over this time at most.
COUNTED = timedelta(days=90)
#: What is proposed lies this far beyond what false alarms reached.
MARGIN = 1.1
#: Longest on-delay that is proposed: an alarm must not come too late. [s]
LONGEST_DELAY_S = 600
_WITH_UPPER = (RuleKind.UPPER, RuleKind.RANGE, RuleKind.DURATION, RuleKind.ROBUST_Z, RuleKind.EWMA)


def outcomes_of(rule: AlarmRule, since: datetime) -> tuple[list[Alarm], list[Alarm], int]:
    """Return (false alarms, real alarms, number raised) of all versions of a rule since a time."""
    rows = Alarm.objects.filter(rule__line=rule.line, raised_at__gte=since)
    false = list(rows.filter(state=AlarmState.FALSE_ALARM))
    real = list(rows.filter(verified_at__isnull=False).exclude(state=AlarmState.FALSE_ALARM))
    return false, real, rows.count()


def counted_since(rule: AlarmRule) -> datetime:
    """Return since when false alarms count: this version in force, the last review decided."""
    since = clock.now() - COUNTED
    last = (
        RuleReview.objects.filter(rule__line=rule.line, decided_at__isnull=False)
        .order_by("-decided_at")
        .values_list("decided_at", flat=True)
        .first()
    )
    return max(filter(None, (since, rule.activated_at, last)))


def review_after_false_alarm(alarm: Alarm, actor: Actor) -> RuleReview | None:
    """Open a review when the rule of a false alarm has raised enough of them."""
    rule = alarm.rule
    if rule is None:
        return None
    since = counted_since(rule)
    false, real, raised = outcomes_of(rule, since)
    if len(false) < rule.review_after or rule.reviews.filter(state=ReviewState.OPEN).exists():
        return None
    with override(settings.LANGUAGE_CODE):
        proposal, evidence = propose(rule, false, real)
    review = RuleReview.objects.create(
        rule=rule,
        owner=rule.owner,
        raised=raised,
        false=len(false),
        since=since,
        proposal=proposal,
        evidence=evidence,
    )
    audit(actor, "alarms.review.opened", review, after={"false": len(false), "raised": raised})
    people = [rule.owner_id] if rule.owner_id else policy_of(rule).who_can(CHANGE_RULE, rule)
    notify(
        kind="alarms.review",
        person_ids=people,
        title=_("Too many false alarms: %(rule)s") % {"rule": rule},
        body=evidence,
        actor=actor,
        url=review.get_absolute_url(),
        subject=review,
    )
    return review


def propose(rule: AlarmRule, false: list[Alarm], real: list[Alarm]) -> tuple[dict[str, Any], str]:
    """Return (fields with new values, evidence): a delay first, a wider limit only with care."""
    lasted = [_seconds(alarm) for alarm in false]
    real_lasted = [_seconds(alarm) for alarm in real]
    longest = max(lasted, default=0.0)
    words = [
        _("%(false)d false alarms, the longest %(longest)d s; %(real)d real ones.")
        % {"false": len(false), "longest": longest, "real": len(real)}
    ]
    delay = float(round(longest * MARGIN))
    enough = not real_lasted or delay < min(real_lasted)
    if 0 < delay <= LONGEST_DELAY_S and delay > rule.on_delay_s and enough:
        words.append(
            _("An on-delay of %(delay)d s would have kept them away and no real one.")
            % {"delay": delay}
        )
        return {"on_delay_s": delay}, " ".join(words)
    peaks = [alarm.peak_value for alarm in false if alarm.peak_value is not None]
    real_peaks = [alarm.peak_value for alarm in real if alarm.peak_value is not None]
    too_tight = [alarm for alarm in false if alarm.false_cause == FalseAlarmCause.RULE]
    if rule.kind in _WITH_UPPER and rule.upper is not None and peaks and too_tight:
        wider = float(f"{max(peaks) * MARGIN:.3g}")
        if wider > rule.upper and (not real_peaks or wider < min(real_peaks)):
            words.append(
                _("A limit of %(limit)s would have kept them away; it now stands on: %(basis)s")
                % {"limit": f"{wider:g}", "basis": rule.basis}
            )
            return {"upper": wider}, " ".join(words)
    words.append(
        _("No delay or limit tells the false from the real ones: look at the devices and causes.")
    )
    return {}, " ".join(words)


def _seconds(alarm: Alarm) -> float:
    end = alarm.cleared_at or alarm.finished_at or clock.now()
    return max(0.0, (end - alarm.opened_at).total_seconds())


@transaction.atomic
def adopt_review(*, review_id: int, actor: Actor, reason: str = "") -> RuleReview:
    """Draft the next version as proposed; it is tested on history before it goes into force."""
    review = get_visible(RuleReview, review_id, actor=actor, lock=True)
    require(actor, CHANGE_RULE, review)
    REVIEW.fire(review, "adopt", actor=actor, reason=reason)
    review.draft = revise_rule(rule_id=review.rule_id, actor=actor, **review.proposal)
    _decided(review, actor)
    audit(actor, "alarms.review.adopted", review, after=dict(review.proposal), reason=reason)
    return review


@transaction.atomic
def decline_review(*, review_id: int, actor: Actor, reason: str) -> RuleReview:
    """Leave the rule as it is, for a reason; counting begins anew."""
    review = get_visible(RuleReview, review_id, actor=actor, lock=True)
    require(actor, CHANGE_RULE, review)
    REVIEW.fire(review, "decline", actor=actor, reason=reason)
    _decided(review, actor)
    audit(actor, "alarms.review.declined", review, reason=reason)
    return review


def _decided(review: RuleReview, actor: Actor) -> None:
    review.decided_by, review.decided_at = actor.display_name[:100], clock.now()
    review.save(update_fields=["decided_by", "decided_at", "draft", "updated_at"])
