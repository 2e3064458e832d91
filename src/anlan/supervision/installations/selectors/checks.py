"""What is overdue or contradicts itself at installations and in commitments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.supervision.enterprises.public import get_enterprise
from anlan.supervision.installations.choices import DutyRole, DutyState, UnitState
from anlan.supervision.installations.constants import FILING_NOTICE
from anlan.supervision.installations.models import (
    Commitment,
    DutyTask,
    Filing,
    Installation,
    ResponsiblePerson,
    SafetyEquipment,
)
from anlan.supervision.installations.selectors.standard import read_rule
from anlan.supervision.installations.services.filings import add_months
from anlan.supervision.installations.services.identification import grade_word


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is late or does not fit, in words, with what it rests on."""

    kind: str
    level: int
    text: str
    basis: str
    url: str
    installation_id: int


FILING_BASIS = "《危险化学品安全管理条例》第二十五条；安监总局令第40号第二十三条（未见原文）"
ASSESSMENT_BASIS = "《危险化学品安全管理条例》第二十二条"
DUTY_BASIS = "应急厅〔2021〕12号（未见原文）"


def problems_of(installations: Iterable[Installation]) -> dict[int, list[Problem]]:
    """Return the problems of several installations; the number of queries does not grow."""
    units = {unit.pk: unit for unit in installations}
    found: dict[int, list[Problem]] = {pk: [] for pk in units}
    people: dict[int, list[ResponsiblePerson]] = {pk: [] for pk in units}
    for named in ResponsiblePerson.objects.filter(installation_id__in=units, until_on__isnull=True):
        people[named.installation_id].append(named)
    late = dict(
        DutyTask.objects.filter(
            installation_id__in=units, state=DutyState.OPEN, due_on__lt=clock.today()
        )
        .order_by()
        .values_list("installation_id")
        .annotate(Count("pk"))
    )
    equipment: dict[int, list[SafetyEquipment]] = {pk: [] for pk in units}
    for system in SafetyEquipment.objects.filter(installation_id__in=units):
        equipment[system.installation_id].append(system)
    months = int(read_rule("assessment_validity"))
    for pk, unit in units.items():
        if unit.state == UnitState.REMOVED:
            continue
        found[pk] += _of_filing(unit, months)
        found[pk] += _of_people(unit, people[pk], late.get(pk, 0))
        found[pk] += _of_equipment(unit, equipment[pk])
        if unit.undecided:
            text = _("%(count)s vessels are to be decided.") % {"count": unit.undecided}
            found[pk].append(_problem(unit, "undecided", 3, text, "GB 18218-2018 4.1.2、4.2.3"))
        found[pk].sort(key=lambda problem: problem.level)
    return found


def _problem(unit: Installation, kind: str, level: int, text: str, basis: str) -> Problem:
    return Problem(kind, level, text, basis, unit.get_absolute_url(), unit.pk)


def _of_filing(unit: Installation, months: int) -> Iterable[Problem]:
    today = clock.today()
    if not unit.is_major:
        return
    if unit.filed_until is None:
        yield _problem(unit, "not_filed", 2, _("It is not filed."), FILING_BASIS)
    elif unit.filed_until < today:
        text = _("The filing expired on %(day)s.") % {"day": unit.filed_until}
        yield _problem(unit, "filing_expired", 2, text, FILING_BASIS)
    elif unit.filed_until <= today + FILING_NOTICE:
        text = _("The filing expires on %(day)s.") % {"day": unit.filed_until}
        yield _problem(unit, "filing_expires", 4, text, FILING_BASIS)
    if unit.filed_grade is not None and unit.filed_grade != unit.grade:
        text = _("It was filed as %(filed)s and is now %(now)s.") % {
            "filed": grade_word(unit.filed_grade),
            "now": grade_word(unit.grade),
        }
        yield _problem(unit, "grade_changed", 2, text, FILING_BASIS)
    if unit.assessed_on is not None and add_months(unit.assessed_on, months) < today:
        text = _("The safety assessment of %(day)s is older than three years.") % {
            "day": unit.assessed_on
        }
        yield _problem(unit, "assessment_old", 2, text, ASSESSMENT_BASIS)


def _of_people(unit: Installation, people: list[ResponsiblePerson], late: int) -> Iterable[Problem]:
    if not unit.is_major:
        return
    held = {named.role: named for named in people}
    words = dict(DutyRole.choices)
    missing = [str(words[role]) for role in DutyRole.values if role not in held]
    if missing:
        text = _("Nobody is named as %(roles)s.") % {"roles": "、".join(missing)}
        yield _problem(unit, "no_responsible", 2, text, DUTY_BASIS)
    for role, named in sorted(held.items()):
        if not named.is_certified:
            text = _("The %(role)s has no valid certificate.") % {"role": words[role]}
            yield _problem(unit, "no_certificate", 3, text, DUTY_BASIS)
        if named.reported_on is None:
            text = _("The change of the %(role)s is not registered.") % {"role": words[role]}
            yield _problem(unit, "not_reported", 3, text, DUTY_BASIS)
    if late:
        text = _("%(count)s duties were missed.") % {"count": late}
        yield _problem(unit, "duty_missed", 3, text, DUTY_BASIS)


def _of_equipment(unit: Installation, systems: list[SafetyEquipment]) -> Iterable[Problem]:
    basis = "安监总局令第40号第十三条（未见原文）"
    for system in systems:
        name = system.get_system_display()
        if system.working < system.fitted:
            text = _("%(system)s: %(count)s do not work.") % {
                "system": name,
                "count": system.fitted - system.working,
            }
            yield _problem(unit, "not_working", 2, text, basis)
        if system.missing and system.planned_on and system.planned_on < clock.today():
            text = _("%(system)s: the retrofit planned for %(day)s is late.") % {
                "system": name,
                "day": system.planned_on,
            }
            yield _problem(unit, "retrofit_late", 2, text, basis)


def quantities_exceeded(unit: Installation) -> list[Problem]:
    """Compare what is held now with the largest amount by design and with the filed amount."""
    filing = Filing.objects.filter(installation=unit, state="filed").select_related("run").first()
    filed = {
        line["holding_id"]: line["quantity_t"] for line in (filing.run.lines if filing else ())
    }
    members = set(unit.members.values_list("holding_id", flat=True))
    firm = get_enterprise(unit.enterprise_id, system_actor("installations"))
    found = []
    for vessel in firm.chemicals:
        if vessel.id not in members:
            continue
        words = {"vessel": vessel.container, "held": f"{vessel.quantity_t:g}"}
        design = vessel.design_quantity_t
        if design is not None and vessel.quantity_t > design:
            text = _("%(vessel)s holds %(held)s t, more than its largest amount.") % words
            found.append(_problem(unit, "above_design", 1, text, "GB 18218-2018 4.2.2"))
        if filing is not None and vessel.quantity_t > filed.get(vessel.id, 0.0):
            text = _("%(vessel)s holds %(held)s t, more than was filed.") % words
            found.append(_problem(unit, "above_filed", 2, text, FILING_BASIS))
    return found


def contradictions(commitment: Commitment) -> list[str]:
    """Return what in a commitment does not fit itself or the installations' own data."""
    units = list(
        Installation.objects.filter(enterprise_id=commitment.enterprise_id).exclude(
            state=UnitState.REMOVED
        )
    )
    found = []
    working = sum(1 for u in units if u.kind == "production" and u.state == UnitState.IN_USE)
    said = commitment.running + commitment.maintenance + commitment.trial + commitment.starting
    if said + commitment.stopped < working:
        found.append(
            _("%(said)s units are accounted for, the dossier has %(known)s in use.")
            % {"said": said + commitment.stopped, "known": working}
        )
    if working and not said and commitment.stopped:
        found.append(_("All units are said to be stopped, the dossier has units in use."))
    if commitment.contractor_people and not commitment.contractors:
        found.append(_("People of contractors are on site, but no contractor is."))
    if commitment.operations.get("hot_work_special") and commitment.level == 4:
        found.append(_("Hot work of the special level, and yet the plant is judged low risk."))
    if commitment.maintenance and not commitment.operations_total:
        found.append(_("Units are under repair, and yet there is no special operation."))
    if commitment.operations.get("blind_plate") and not (
        commitment.maintenance or commitment.starting or commitment.stopped
    ):
        found.append(_("Blind plates are set, and yet no unit is stopped or under repair."))
    if commitment.judgements and commitment.level > min(
        row["level"] for row in commitment.judgements
    ):
        found.append(_("The plant is judged milder than its gravest workshop."))
    broken = SafetyEquipment.objects.filter(installation__in=units, working__lt=F("fitted")).count()
    if broken:
        found.append(
            _("All controls are promised to work, but %(count)s safety systems do not.")
            % {"count": broken}
        )
    late = DutyTask.objects.filter(
        installation__in=units, state=DutyState.OPEN, due_on__lt=commitment.on
    ).count()
    if late:
        found.append(
            _("Responsible persons are promised to do their duty, %(count)s duties were missed.")
            % {"count": late}
        )
    return found


def days_of(
    enterprise_id: int, first: date, last: date
) -> tuple[Mapping[date, Commitment], int, int]:
    """Return the commitments of a span by day, how many were late and how many are missing."""
    rows = Commitment.objects.filter(enterprise_id=enterprise_id, on__range=(first, last))
    by_day = {row.on: row for row in rows}
    signed = [row for row in by_day.values() if row.state == "signed"]
    late = sum(1 for row in signed if row.is_late)
    since = first_day(enterprise_id)
    due = 0 if since is None else (last - max(first, since)).days + 1
    return by_day, late, due - len(signed)


def first_day(enterprise_id: int) -> date | None:
    """The day of the first commitment: days before it were not yet owed here."""
    rows = Commitment.objects.filter(enterprise_id=enterprise_id).order_by("on")
    return rows.values_list("on", flat=True).first()
