"""What an incident's page says of it: figures and grade, what was reported, cause."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.command.incidents.choices import Measure
from anlan.command.incidents.forms import FLAG, details_of
from anlan.command.incidents.grading import has_rule
from anlan.command.incidents.models import Incident
from anlan.command.incidents.permissions import REVEAL, UPDATE
from anlan.command.incidents.selectors.report_texts import CHANGE_ROWS, amount
from anlan.kernel.actor import Actor
from anlan.kernel.fields import mask
from anlan.kernel.pages import fact, fact_group
from anlan.kernel.pages.base import url_of
from anlan.kernel.policy import policy_of


def groups_of(obj: Incident, actor: Actor) -> list[dict[str, Any]]:
    """Return the groups of facts: figures with the grade and its reasons, origin, cause."""
    latest = obj.facts.order_by("-version").first()
    groups = []
    if latest is not None:
        groups.append(_figures(obj, latest))
        groups.append(_description(obj, latest))
    groups.append(_origin(obj, actor))
    if obj.cause:
        groups.append(_cause(obj))
    return groups


def _figures(obj: Incident, latest: Any) -> dict[str, Any]:
    rows = []
    for name, _label, unit in CHANGE_ROWS:
        label = latest._meta.get_field(name).verbose_name
        is_loss = name == "direct_loss"
        rows.append(
            fact(
                label,
                amount(latest.direct_loss) if is_loss else getattr(latest, name),
                unit="" if is_loss else _("persons") if unit == "人" else unit,
                as_of=latest.as_of,
                source=latest.casualties_source or latest.recorded_by,
            )
        )
    if has_rule(obj.kind, obj.category_id):
        measures = dict(Measure.choices)
        reasons = latest.reasons
        rows.append(
            fact(
                _("grade"),
                latest.get_grade_display(),
                formula="；".join(
                    f"{measures[reason['measure']]} {reason['value']} {_unit(reason['unit'])}"
                    for reason in reasons
                ),
                source="；".join(
                    dict.fromkeys(
                        f"{reason['legal_basis']} {reason['clause']}：{reason['text']}"
                        for reason in reasons
                    )
                ),
                as_of=latest.recorded_at,
                help=""
                if all(reason["is_verified"] for reason in reasons)
                else _("clause not verified"),
                wide=True,
            )
        )
        if latest.possible_grade < latest.grade:
            rows.append(
                fact(
                    _("possible grade"),
                    latest.get_possible_grade_display(),
                    help=_("if the missing and trapped are lost"),
                    wide=True,
                )
            )
    return fact_group(_("Casualties and loss (version %(n)s)") % {"n": latest.version}, *rows)


def _description(obj: Incident, latest: Any) -> dict[str, Any]:
    labels = {key: (label, unit) for key, label, unit in details_of(obj.kind, obj.category_id)}
    rows = []
    for key, value in latest.details.items():
        label, unit = labels.get(key, (key, ""))
        rows.append(fact(label, _("yes")) if unit == FLAG else fact(label, value, unit=unit))
    for name in ("scene", "course", "measures"):
        if text := getattr(latest, name):
            rows.append(fact(latest._meta.get_field(name).verbose_name, text, wide=True))
    return fact_group(pgettext("report", "Situation"), *rows) if rows else {"title": "", "rows": []}


def _origin(obj: Incident, actor: Actor) -> dict[str, Any]:
    can = policy_of(Incident).can
    rows = [
        fact(_("occurred at"), at=obj.occurred_at),
        fact(_("reported at"), at=obj.reported_at),
        fact(_("source"), obj.get_source_display()),
        fact(_("opened by"), obj.opened_by),
    ]
    if obj.category is not None:
        url = reverse("incidents:category", args=[obj.pk])
        may = can(actor, UPDATE, obj)
        rows.insert(
            0,
            fact(_("national category"), str(obj.category), url=url if may else ""),
        )
    if obj.enterprise is not None:
        rows.append(fact(_("enterprise"), str(obj.enterprise), url=url_of(obj.enterprise)))
        rows.append(
            fact(_("reported by the enterprise at"), at=obj.unit_reported_at)
            if obj.unit_reported_at
            else fact(_("reported by the enterprise at"), None)
        )
    if obj.alarm is not None:
        rows.append(fact(_("alarm"), str(obj.alarm), url=url_of(obj.alarm)))
    if obj.caller_name:
        rows.append(fact(_("reported by"), obj.caller_name))
    if obj.caller_phone:
        may = can(actor, REVEAL, obj)
        rows.append(
            fact(
                _("caller's number"),
                mask(obj.caller_phone),
                reveal_url=reverse("incidents:caller", args=[obj.pk]) if may else "",
            )
        )
    if obj.description:
        rows.append(fact(_("what was reported"), obj.description, wide=True))
    return fact_group(_("How it came in"), *rows)


def _cause(obj: Incident) -> dict[str, Any]:
    return fact_group(
        _("Cause"),
        fact(_("cause and how it was removed"), obj.cause, wide=True),
        fact(_("removal reported by"), obj.cause_removed_by, as_of=obj.cause_removed_at),
        fact(_("verified by"), obj.cause_verified_by, as_of=obj.cause_verified_at),
    )


def _unit(unit: str) -> str:
    """Write the unit of a clause in the page's language."""
    words = {
        "人": _("persons"),
        "小时": _("hours"),
        "万元": _("10,000 yuan"),
        "辆": _("cars"),
        "公顷": "hm²",
    }
    return words.get(unit, unit)
