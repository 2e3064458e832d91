"""The page of a back-test: what the rule would have raised, day by day and one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from orjson import dumps

from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import ObjectPage, fact, fact_group
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, requires
from anlan.kernel.templatetags.anlan import number
from anlan.monitoring.alarms.choices import BackTestState, Outcome, RuleState
from anlan.monitoring.alarms.models import BackTest
from anlan.monitoring.alarms.permissions import CHANGE_RULE
from anlan.monitoring.alarms.services.back_tests import labels_of, order_back_test
from anlan.monitoring.alarms.services.rules import fingerprint_of
from anlan.monitoring.telemetry.public import get_curve

OUTCOME_TONES: Mapping[str, str] = {
    Outcome.REAL: "overdue",
    Outcome.FALSE: "neutral",
    Outcome.OPEN: "waiting",
    Outcome.NEW: "unknown",
}
#: The curve shows at least so much before and after the alarm.
AROUND = timedelta(hours=2)
#: Rows of crossings on the page; the figures count all.
SHOWN = 60


def verdict_of(test: BackTest) -> str:
    """Return the result in one sentence."""
    days = max(1, (test.until - test.since).days)
    if test.state == BackTestState.RUNNING:
        return _("The last %(days)d days are being replayed.") % {"days": days}
    if test.state == BackTestState.FAILED:
        return _("The replay failed: %(problem)s") % {"problem": test.problem}
    sentence = _(
        "In the last %(days)d days this rule would have raised %(alarms)d alarms, "
        "%(real)d of them real, %(false)d false, %(open)d judged by nobody."
    ) % {
        "days": days,
        "alarms": test.alarms,
        "real": test.real,
        "false": test.false,
        "open": test.unjudged,
    }
    if test.missed:
        sentence += _(" It would have missed %(missed)d real alarms.") % {"missed": test.missed}
    return sentence


class BackTestPage(ObjectPage):
    """One back-test: the sentence, the days, the alarms with their curve."""

    model = BackTest
    template = "alarms/back_test.html"
    select_related = ("rule__point__device",)
    breadcrumbs: ClassVar = ((gettext_lazy("Alarm rules"), "alarms:rules"),)
    live_topic = "alarm-rules"

    def state(self, obj: BackTest) -> dict[str, Any]:
        """Running, done or failed."""
        return {"label": obj.get_state_display(), "tone": obj.tone, "value": obj.state}

    def get_subtitle(self, obj: BackTest) -> str:
        """What was tested."""
        return obj.rule.applies_to

    def note(self, obj: BackTest) -> dict[str, Any]:
        """The result in one sentence, or that the draft was changed since."""
        if obj.rule.state == RuleState.DRAFT and obj.fingerprint != fingerprint_of(obj.rule):
            return {"text": _("The draft was changed since: test it again."), "tone": "warning"}
        bad = obj.state == BackTestState.FAILED or obj.missed > 0
        return {"text": verdict_of(obj), "tone": "warning" if bad else "info"}

    def facts(self, obj: BackTest) -> list[dict[str, Any]]:
        """How much was replayed and what came of it."""
        rule = obj.rule
        return [
            fact_group(
                _("Result"),
                fact(_("alarms it would have raised"), obj.alarms),
                fact(_("of these real"), obj.real),
                fact(_("of these false"), obj.false),
                fact(_("judged by nobody"), obj.unjudged),
                fact(_("real alarms it would have missed"), obj.missed),
            ),
            fact_group(
                _("Replay"),
                fact(_("rule"), f"{rule.name} v{rule.version}", url=rule.get_absolute_url()),
                fact(pgettext_from(), at=obj.since),
                fact(_("until"), at=obj.until),
                fact(_("points replayed"), obj.points),
                fact(_("points left out"), obj.points_left_out or None),
                fact(_("readings replayed"), number(obj.readings)),
                fact(_("ordered by"), obj.ordered_by),
                fact(_("finished at"), at=obj.finished_at),
            ),
        ]

    def own_verbs(self, obj: BackTest) -> Iterable[Verb]:
        """Go on to put the version into force."""
        if obj.rule.state == RuleState.DRAFT and obj.state == BackTestState.DONE:
            yield Verb(
                "rule",
                _("to the rule"),
                obj.rule.get_absolute_url(),
                style="primary",
                method="get",
            )

    def own_panels(self, obj: BackTest) -> Iterable[Mapping[str, Any]]:
        """The alarms, each with what people found about the one that stood there."""
        labels = labels_of(obj)
        rows = []
        for number_, crossing in enumerate(obj.crossings[:SHOWN]):
            outcome = Outcome(crossing["outcome"])
            peak = crossing["peak"]
            rows.append(
                {
                    "label": labels.get(crossing["point"], "—"),
                    "url": f"{obj.get_absolute_url()}?crossing={number_}",
                    "value": "" if peak is None else f"{number(peak)} {obj.rule.unit}".strip(),
                    "state": {"label": str(outcome.label), "tone": OUTCOME_TONES[outcome]},
                    "at": datetime.fromisoformat(crossing["begin"]),
                }
            )
        yield {
            "id": "crossings",
            "title": _("Alarms it would have raised"),
            "count": obj.alarms,
            "rows": rows,
            "wide": True,
            "empty": _("It would have raised none.")
            if obj.state == BackTestState.DONE
            else _("Nothing found yet."),
        }

    def describe(self, obj: BackTest) -> dict[str, Any]:
        """Add the days as bars and the curve around the chosen alarm."""
        found = super().describe(obj) | {
            "days": {
                "id": "back-test-days",
                "kind": "bar",
                "title": _("Alarms a day"),
                "height": 180,
                "bars": [
                    {"label": day[5:], "value": count, "level": obj.rule.level}
                    for day, count in obj.days.items()
                ],
            }
        }
        chosen = self.request.GET.get("crossing", "0")
        place = int(chosen) if chosen.isdigit() else 0
        if place < len(obj.crossings):
            crossing = obj.crossings[place]
            found["curve"] = {
                "id": "back-test-curve",
                "title": labels_of(obj).get(crossing["point"], ""),
                "url": reverse("alarms:back_test_series", args=[obj.pk, place]),
                "hours": 24,
                "periods": [],
                "unit": obj.rule.unit,
                "decimals": 2,
            }
        return found


def pgettext_from() -> str:
    """Return the word before the moment at which a stretch begins."""
    return str(BackTest._meta.get_field("since").verbose_name)


@require_GET
@requires(CHANGE_RULE)
def series(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """Answer the curve around one alarm of a back-test; 404 for points outside one's area."""
    test = get_visible(BackTest, pk, actor=request.actor)
    if number >= len(test.crossings):
        raise NotVisible
    crossing = test.crossings[number]
    begin = datetime.fromisoformat(crossing["begin"])
    end = datetime.fromisoformat(crossing["end"]) if crossing["end"] else begin
    around = max((end - begin) * 2, AROUND)
    since, until = begin - around, min(end + around, test.until)
    curve = get_curve(crossing["point"], since, until, actor=request.actor)
    rule = test.rule
    limits = ((rule.upper, "high"), (rule.lower, "low"))
    found = {
        "unit": rule.unit,
        "title": str(test),
        "series": [[at, mean] for at, mean, _least, _most in curve.rows],
        "thresholds": [
            {"level": rule.level, "value": value, "label": rule.name, "direction": direction}
            for value, direction in limits
            if value is not None
        ],
        "spans": [
            {
                "from": row["begin"],
                "to": row["end"],
                "level": rule.level,
                "label": str(Outcome(row["outcome"]).label),
            }
            for row in test.crossings
            if row["point"] == crossing["point"]
        ],
        "as_of": test.until.isoformat(),
    }
    return HttpResponse(dumps(found, default=str), content_type="application/json")


@require_POST
@requires(CHANGE_RULE)
def order(request: ActorRequest, pk: int) -> HttpResponse:
    """Have a version replayed over the last days."""
    test = order_back_test(rule_id=pk, actor=request.actor)
    return go_to(request, test.get_absolute_url())
