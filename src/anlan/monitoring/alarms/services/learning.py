"""A multichannel rule learns how the points of a device move together while all is well."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Q

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.alarms.choices import AlarmState, RuleKind, RuleState
from anlan.monitoring.alarms.errors import NothingLearnt, RuleInForce
from anlan.monitoring.alarms.history import rows_of
from anlan.monitoring.alarms.models import Alarm, AlarmRule, RuleBaseline
from anlan.monitoring.alarms.permissions import CHANGE_RULE
from anlan.monitoring.alarms.selectors.composed import Subject, subjects_of
from anlan_science.telemetry.detectors import jackson_mudholkar1979
from anlan_science.telemetry.segments import Floats, Ints

#: Fewest rows from which the interplay of points is learnt, and most that are taken.
FEWEST_ROWS = 200
MOST_ROWS = 50_000
#: Share of the variance that the kept directions explain.
SHARE = 0.9
#: Around alarms that were real nothing is learnt.
AROUND = timedelta(minutes=30)


@transaction.atomic
def learn_baselines(*, rule_id: int, actor: Actor, days: int = 7) -> list[RuleBaseline]:
    """Learn of every device (or enterprise) that has points of all quantities of the rule.

    Only a draft learns: what a version in force compares with never changes under it. Raises
    ``RuleInForce``, ``NothingLearnt`` when the store holds too little anywhere.
    """
    rule = get_visible(AlarmRule, rule_id, actor=actor, lock=True)
    require(actor, CHANGE_RULE, rule)
    if rule.state != RuleState.DRAFT or rule.kind != RuleKind.MULTICHANNEL:
        raise RuleInForce
    until = clock.now()
    since = until - timedelta(days=days)
    learnt = []
    for subject in subjects_of(rule, rule.channels):
        baseline = _learn(rule, subject, since, until)
        if baseline is not None:
            learnt.append(baseline)
    if not learnt:
        raise NothingLearnt
    audit(
        actor,
        "alarms.rule.learnt",
        rule,
        after={"of": [str(row) for row in learnt], "rows": [row.rows for row in learnt]},
    )
    return learnt


def _learn(
    rule: AlarmRule, subject: Subject, since: datetime, until: datetime
) -> RuleBaseline | None:
    ids = [point.id for point in subject.points]
    at_ms, rows = rows_of(ids, since, until)
    rows = rows[_calm(ids, at_ms, since)]
    if len(rows) < FEWEST_ROWS:
        return None
    if len(rows) > MOST_ROWS:
        rows = rows[np.linspace(0, len(rows) - 1, MOST_ROWS).astype(np.int64)]
    model = jackson_mudholkar1979.learn(rows, SHARE)
    limit = _limits(model, rows, rule.confidence)
    baseline, _created = RuleBaseline.objects.update_or_create(
        rule=rule,
        subject_key=subject.key,
        defaults={
            "subject_label": subject.label[:200],
            "point_ids": ids,
            "since": since,
            "until": until,
            "rows": len(rows),
            "fitted_at": clock.now(),
            "parameters": {
                "mean": model.mean.tolist(),
                "scale": model.scale.tolist(),
                "loadings": model.loadings.tolist(),
                "variance": model.variance.tolist(),
                "t_squared_limit": limit[0],
                "squared_error_limit": limit[1],
            },
        },
    )
    return baseline


def _limits(
    model: jackson_mudholkar1979.PcaModel, rows: Floats, confidence: float
) -> tuple[float, float]:
    """Return the limits: by theory, but never below what normal rows reached at that share.

    Streams are neither independent nor of normal distribution, so that theory alone is too tight.
    """
    inside, outside = jackson_mudholkar1979.distances(model, rows)
    return (
        max(
            jackson_mudholkar1979.t_squared_limit(model, confidence),
            float(np.quantile(inside, confidence)),
        ),
        max(
            jackson_mudholkar1979.squared_error_limit(model, confidence),
            float(np.quantile(outside, confidence)),
        ),
    )


def _calm(point_ids: list[int], at_ms: Ints, since: datetime) -> Ints:
    """Return the moments away from alarms that were not false."""
    calm = np.ones(len(at_ms), np.bool_)
    alarms = Alarm.objects.filter(
        Q(cleared_at__isnull=True) | Q(cleared_at__gte=since), point_id__in=point_ids
    ).exclude(state=AlarmState.FALSE_ALARM)
    for opened_at, cleared_at in alarms.values_list("opened_at", "cleared_at"):
        begin = (opened_at - AROUND).timestamp() * 1000
        end = ((cleared_at or clock.now()) + AROUND).timestamp() * 1000
        calm &= (at_ms < begin) | (at_ms > end)
    return np.flatnonzero(calm)
