"""Facts in versions: each change regrades the incident and starts the clocks it calls for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.incidents.choices import UNFINISHED, EntryKind, Grade, IncidentState
from anlan.command.incidents.errors import IncidentFinished
from anlan.command.incidents.events import FactsUpdated, GradeChanged
from anlan.command.incidents.grading import cite, grade_incident, has_rule
from anlan.command.incidents.models import Incident, IncidentFacts
from anlan.command.incidents.permissions import UPDATE
from anlan.command.incidents.services import clocks
from anlan.command.incidents.services.common import event_values
from anlan.command.incidents.services.timeline import Line, append, append_many, official_language
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require

COUNTS = (
    "deaths",
    "missing",
    "serious_injuries",
    "acute_poisonings",
    "minor_injuries",
    "trapped",
    "evacuated",
)
TEXTS = ("casualties_source", "scene", "course", "measures")
#: Numbers whose change must be reported (article 13: 伤亡人数).
CASUALTIES = ("deaths", "missing", "serious_injuries", "acute_poisonings", "minor_injuries")
#: Facts stay open after closing: casualties that change within thirty days are reported.
CHANGEABLE = (*UNFINISHED, IncidentState.CLOSED)


@transaction.atomic
def update_facts(
    *,
    incident_id: int,
    facts: Mapping[str, Any],
    actor: Actor,
    as_of: datetime | None = None,
    reason: str = "",
) -> IncidentFacts:
    """Record a new version: what is given changes, the rest stays as it was.

    Fewer deaths than were reported before contradict a report and need a ``reason``. Raises
    ``InvalidInput`` (negative numbers, more poisonings than injuries, no reason) or
    ``IncidentFinished`` (cancelled, false, merged).
    """
    incident = get_visible(Incident, incident_id, actor=actor, lock=True)
    require(actor, UPDATE, incident)
    if incident.state not in CHANGEABLE:
        raise IncidentFinished
    return record_facts(
        incident, facts, actor=actor, as_of=as_of or clock.now(), reason=reason.strip()
    )


def record_facts(
    incident: Incident,
    given: Mapping[str, Any],
    *,
    actor: Actor,
    as_of: datetime,
    reason: str = "",
) -> IncidentFacts:
    """Write the next version, the grade, the timeline, the clocks; the incident is locked."""
    former = incident.facts.order_by("-version").first()
    facts = prepare_facts(incident, former, given, actor=actor, as_of=as_of)
    facts.change_reason = reason[:300]
    if former is not None and facts.deaths < former.deaths and not reason:
        raise InvalidInput(
            fields={
                "reason": _(
                    "%(before)d deaths were reported before. Say why there are fewer now, or "
                    "correct the number."
                )
                % {"before": former.deaths}
            }
        )
    facts.save()
    former_grade = incident.grade
    if former_grade != facts.grade:
        incident.grade = facts.grade
        incident.save(update_fields=["grade", "updated_at"])
    before, after = _difference(former, facts)
    changed = any(name in after for name in CASUALTIES)
    with official_language():
        _tell(incident, facts, before, after, former_grade, actor, reason)
    clocks.start_clocks(incident, actor=actor)
    if changed:
        clocks.casualties_changed(incident, actor=actor, at=facts.recorded_at)
    audit(actor, "incidents.facts.updated", incident, before=before, after=after, reason=reason)
    emit(facts_updated(incident, facts, former_grade, is_changed=changed), actor)
    if former_grade != facts.grade:
        emit(GradeChanged(**event_values(incident), former_grade=former_grade), actor)
    return facts


def prepare_facts(
    incident: Incident,
    former: IncidentFacts | None,
    given: Mapping[str, Any],
    *,
    actor: Actor,
    as_of: datetime,
) -> IncidentFacts:
    """Return the version after ``former``, checked and graded, not written yet.

    Raises ``InvalidInput`` for negative numbers and for more poisonings than injuries.
    """
    facts = IncidentFacts(
        incident=incident,
        version=former.version + 1 if former else 1,
        as_of=as_of,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
        recorded_by=actor.display_name[:100],
        **_merged(former, given),
    )
    _check(facts)
    kind, category = incident.kind, incident.category_id
    result = grade_incident(facts, applies=has_rule(kind, category), kind=kind, category=category)
    facts.grade, facts.possible_grade = result.grade, result.possible_grade
    facts.reasons = [
        {
            "measure": reason.measure,
            "value": str(reason.value),
            "unit": reason.unit,
            "clause": reason.clause,
            "text": reason.text,
            "legal_basis": reason.legal_basis,
            "is_verified": reason.is_verified,
        }
        for reason in result.reasons
    ]
    return facts


def facts_updated(
    incident: Incident, facts: IncidentFacts, former_grade: int | None, *, is_changed: bool
) -> FactsUpdated:
    """Return what is told of a version."""
    return FactsUpdated(
        **event_values(incident),
        version=facts.version,
        casualties_changed=is_changed,
        former_grade=former_grade,
    )


def _merged(former: IncidentFacts | None, given: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in COUNTS:
        old = getattr(former, name) if former else 0
        value = given.get(name)
        values[name] = old if value is None else value
    loss = given.get("direct_loss")
    values["direct_loss"] = (
        Decimal(str(loss)) if loss is not None else (former.direct_loss if former else Decimal(0))
    )
    for name in TEXTS:
        old = getattr(former, name) if former else ""
        value = given.get(name)
        values[name] = old if value is None else str(value).strip()
    details = dict(former.details) if former else {}
    details.update(given.get("details") or {})
    values["details"] = {key: value for key, value in details.items() if value not in ("", None)}
    return values


def _check(facts: IncidentFacts) -> None:
    fields: dict[str, str] = {}
    for name in COUNTS:
        value = getattr(facts, name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            fields[name] = _("Give a whole number, zero or more.")
    if facts.direct_loss < 0:
        fields["direct_loss"] = _("The loss cannot be negative.")
    if not fields and facts.acute_poisonings > facts.serious_injuries:
        fields["acute_poisonings"] = _(
            "Acute poisonings count among the serious injuries; there cannot be more of them."
        )
    if fields:
        raise InvalidInput(fields=fields)
    try:
        facts.clean_fields(exclude=["incident", "grade", "possible_grade", "reasons"])
    except ValidationError as error:
        raise InvalidInput(
            fields={name: messages[0] for name, messages in error.message_dict.items()}
        ) from error


def _difference(
    former: IncidentFacts | None, facts: IncidentFacts
) -> tuple[dict[str, Any], dict[str, Any]]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name in (*COUNTS, "direct_loss", *TEXTS, "details", "grade"):
        old = getattr(former, name) if former else None
        new = getattr(facts, name)
        if old != new:
            before[name], after[name] = old, new
    return before, after


def _word(name: str) -> str:
    """Return the name of a figure in words."""
    field: Any = IncidentFacts._meta.get_field(name)
    return str(field.verbose_name)


def _tell(
    incident: Incident,
    facts: IncidentFacts,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    former_grade: int | None,
    actor: Actor,
    reason: str,
) -> None:
    words = [
        f"{_word(name)} {before.get(name) or 0} → {after[name]}"
        for name in (*COUNTS, "direct_loss")
        if name in after
    ]
    if words:
        text = _("Facts updated: %(changes)s") % {"changes": "，".join(words)}
        if reason:
            text = f"{text}（{reason}）"
        append(incident, EntryKind.FACTS, text, actor=actor)
    elif after:
        append(incident, EntryKind.FACTS, _("Description of the facts updated"), actor=actor)
    if former_grade != facts.grade:
        append_many(incident, grade_lines(incident, facts), actor=actor)


def grade_lines(incident: Incident, facts: IncidentFacts) -> list[Line]:
    """Return what the timeline says of a grade; nothing where no rule grades this kind."""
    if not has_rule(incident.kind, incident.category_id):
        return []
    ground = facts.reasons[0] if facts.reasons else {}
    text = _("Graded as %(grade)s by %(clause)s") % {
        "grade": Grade(facts.grade).label,
        "clause": cite(ground.get("legal_basis", ""), ground.get("clause", "")),
    }
    return [Line(EntryKind.GRADE, text, facts.grade)]
