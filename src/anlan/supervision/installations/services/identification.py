"""Identification and grade of a unit: gather, match, count, calculate, keep, tell."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import start_deadline
from anlan.base.notifications.public import notify
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, policy_of, require
from anlan.supervision.chemicals.contracts import ChemicalInfo
from anlan.supervision.chemicals.public import list_chemicals
from anlan.supervision.enterprises.contracts import EnterpriseInfo, HoldingInfo
from anlan.supervision.enterprises.public import (
    get_enterprise,
    responsible_person_ids,
    update_enterprise,
)
from anlan.supervision.installations.events import InstallationGraded
from anlan.supervision.installations.matching import COUNTED, UNDECIDED, Match, match_vessel
from anlan.supervision.installations.models import (
    IdentificationRun,
    Installation,
    InstallationHolding,
    PeopleCorrection,
)
from anlan.supervision.installations.permissions import KEEP, REVIEW
from anlan.supervision.installations.selectors.people import Surroundings, surroundings_of
from anlan.supervision.installations.selectors.standard import Tables, read_tables
from anlan_science.risk import gb18218_2018 as standard


@transaction.atomic
def identify_installation(
    *, installation_id: int, actor: Actor, trigger: str = ""
) -> IdentificationRun:
    """Calculate S, R and the level anew; unchanged inputs give the run that stands.

    A new run never replaces an old one: it follows it. When the level changes, the enterprise and
    the reviewing office are told, and where a filing holds, the clock of re-assessment starts.
    """
    installation = get_visible(Installation, installation_id, actor=actor, lock=True)
    require(actor, KEEP, installation)
    run, is_new = calculate(installation, actor=actor, trigger=trigger)
    if is_new:
        keep_result(installation, run, actor=actor)
    return run


def calculate(
    installation: Installation, *, actor: Actor, trigger: str
) -> tuple[IdentificationRun, bool]:
    """Return the run for the present inputs, and whether it is a new one (already written)."""
    tables = read_tables()
    if not tables.classes or not tables.steps:
        raise InvalidInput(_("The tables of GB 18218 are not loaded: load the reference data."))
    run = make_run(installation, gather(installation, tables), tables, actor=actor, trigger=trigger)
    newest = IdentificationRun.objects.filter(installation=installation).first()
    if newest is not None and newest.checksum == run.checksum:
        return newest, False
    run.save()
    return run, True


@dataclass(frozen=True, slots=True)
class Inputs:
    """What one calculation reads: who asks for many reads it for all of them at once."""

    firm: EnterpriseInfo
    members: Mapping[int, InstallationHolding]  # by vessel
    chemicals: Mapping[int, ChemicalInfo]
    around: Surroundings
    correction: PeopleCorrection | None = None

    @property
    def vessels(self) -> list[HoldingInfo]:
        """The vessels that stand in the unit, by id."""
        own = [vessel for vessel in self.firm.chemicals if vessel.id in self.members]
        return sorted(own, key=lambda vessel: vessel.id)


def gather(installation: Installation, tables: Tables) -> Inputs:
    """Read the inputs of one calculation."""
    firm = get_enterprise(installation.enterprise_id, system_actor("installations"))
    members = {m.holding_id: m for m in installation.members.all()}
    vessels = [vessel for vessel in firm.chemicals if vessel.id in members]
    return Inputs(
        firm=firm,
        members=members,
        chemicals={c.id: c for c in list_chemicals({v.chemical_id for v in vessels})},
        around=surroundings_of(installation, firm, places_of(vessels), tables),
        correction=PeopleCorrection.objects.filter(
            installation=installation, is_withdrawn=False
        ).first(),
    )


def places_of(vessels: list[HoldingInfo]) -> list[tuple[float, float]]:
    """Where vessels stand, of those that have a place."""
    return [
        (v.longitude, v.latitude)
        for v in vessels
        if v.longitude is not None and v.latitude is not None
    ]


def make_run(
    installation: Installation, given: Inputs, tables: Tables, *, actor: Actor, trigger: str
) -> IdentificationRun:
    """Return the run that follows from the inputs, not saved; sets the area of the unit."""
    lines = []
    for vessel in given.vessels:
        member = given.members[vessel.id]
        match = match_vessel(
            given.chemicals[vessel.chemical_id],
            vessel.container_kind,
            member.decision,
            member.decision_reason,
            tables,
        )
        lines.append(_line(vessel, match))
    firm, around, correction = given.firm, given.around, given.correction
    people = correction.people if correction else around.people
    inputs = [
        lines,
        [asdict(item) for item in around.counted],
        people,
        bool(correction),
        tables.version,
        around.basis,
        around.area.wkt if around.area is not None else "",
    ]
    checksum = hashlib.sha256(
        json.dumps(inputs, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()
    result, upper = grade_lines(lines, people, tables)
    installation.exposure_area = around.area
    return IdentificationRun(
        installation=installation,
        made_at=clock.now(),
        made_by=actor.display_name[:100],
        trigger=trigger[:200],
        model_id=standard.INFO.id,
        standard_version=tables.version,
        checksum=checksum,
        lines=lines,
        counted=[asdict(item) for item in around.counted],
        area_basis=around.basis,
        people=people,
        is_people_corrected=correction is not None,
        alpha=result.alpha,
        s_index=result.s,
        r_index=result.r,
        s_upper=upper.s,
        r_upper=upper.r,
        grade=result.level or None,
        grade_upper=upper.level or None,
        warnings=_warnings(firm, lines, around, correction is not None, bool(upper.level)),
    )


def keep_result(installation: Installation, run: IdentificationRun, *, actor: Actor) -> None:
    """Bring the installation up to its newest run, and tell of another level."""
    before, before_major = installation.grade, installation.is_major
    is_first = installation.identified_at is None
    installation.grade = run.grade
    installation.is_major = run.grade is not None
    installation.s_index, installation.r_index = run.s_index, run.r_index
    installation.undecided = sum(1 for line in run.lines if line["state"] == UNDECIDED)
    installation.identified_at = run.made_at
    installation.save(
        update_fields=[
            "grade",
            "is_major",
            "s_index",
            "r_index",
            "undecided",
            "identified_at",
            "exposure_area",
            "updated_at",
        ]
    )
    audit(
        actor,
        "installations.installation.identified",
        installation,
        before={"grade": before, "is_major": before_major},
        after={"grade": run.grade, "s": run.s_index, "r": run.r_index, "run": run.pk},
        reason=run.trigger,
    )
    if before == run.grade and not is_first:
        return
    _mark_enterprise(installation.enterprise_id)
    emit(
        InstallationGraded(
            installation_id=installation.pk,
            enterprise_id=installation.enterprise_id,
            region=installation.region_id,
            run_id=run.pk,
            before=before,
            after=run.grade,
        ),
        actor,
    )
    if not is_first or run.grade is not None:
        _tell(installation, run, before, actor)
    if installation.filed_grade is not None and installation.filed_grade != run.grade:
        start_deadline(rule_code="installations.reassess", subject=installation, actor=actor)


def _line(vessel: HoldingInfo, match: Match) -> dict[str, Any]:
    """One vessel of the calculation, as it is stored and shown."""
    has_design = vessel.design_quantity_t is not None
    quantity = max(vessel.quantity_t, vessel.design_quantity_t or 0.0)
    share = weighted = None
    if match.state == COUNTED and match.threshold_t and match.beta:
        share = float(standard.shares(quantity, match.threshold_t)[0])
        weighted = match.beta * share
    return {
        "holding_id": vessel.id,
        "container": vessel.container,
        "name": vessel.name,
        "cas": vessel.cas,
        "quantity_t": quantity,
        "held_t": vessel.quantity_t,
        "is_design": has_design,
        "state": match.state,
        "threshold_t": match.threshold_t,
        "row": match.row,
        "clause": match.clause,
        "is_verified": match.is_verified,
        "beta": match.beta,
        "beta_row": match.beta_row,
        "share": share,
        "weighted": weighted,
        "note": match.note,
        "candidates": [asdict(candidate) for candidate in match.candidates],
    }


def grade_lines(
    lines: list[dict[str, Any]], people: int, tables: Tables
) -> tuple[standard.Grading, standard.Grading]:
    """Grade the counted vessels, and once more with the undecided at their strictest candidate."""
    counted = [
        (line["quantity_t"], line["threshold_t"], line["beta"])
        for line in lines
        if line["state"] == COUNTED
    ]
    open_ones = [
        (
            line["quantity_t"],
            min(c["threshold_t"] for c in line["candidates"]),
            max(c["beta"] for c in line["candidates"]),
        )
        for line in lines
        if line["state"] == UNDECIDED and line["candidates"]
    ]

    def grade(rows: list[tuple[float, float, float]]) -> standard.Grading:
        q, limit, beta = ([row[i] for row in rows] for i in range(3))
        return standard.grade_unit(q, limit, beta, people, tables.steps, tables.bounds)

    return grade(counted), grade([*counted, *open_ones])


def _warnings(
    firm: EnterpriseInfo,
    lines: list[dict[str, Any]],
    around: Surroundings,
    is_corrected: bool,
    is_major_upper: bool,
) -> list[str]:
    found = []
    if not lines:
        found.append(_("No vessel is assigned to this unit."))
    without = [line["container"] for line in lines if not line["is_design"]]
    if without:
        found.append(
            _("Without a largest amount by design, the amount held was taken: %(vessels)s.")
            % {"vessels": "、".join(without)}
        )
    open_ones = [line for line in lines if line["state"] == UNDECIDED]
    if open_ones:
        found.append(
            _("%(count)s vessels are to be decided; they are not in S and R.")
            % {"count": len(open_ones)}
        )
        if any(not line["candidates"] for line in open_ones):
            found.append(_("Of some of them nothing is known, so no upper bound can be given."))
    if any(line["state"] == COUNTED and not line["is_verified"] for line in lines):
        found.append(_("Thresholds from a secondary copy, not yet confirmed, were used."))
    if around.basis == "none" and not is_corrected:
        found.append(_("The plant has no place on the map: nobody could be counted."))
    if around.basis in ("vessels", "point"):
        found.append(
            _("No plant boundary is drawn: people were counted around the vessels or the point.")
        )
    return found


def _mark_enterprise(enterprise_id: int) -> None:
    """Let the dossier say whether the enterprise has a major hazard installation."""
    has = Installation.objects.filter(enterprise_id=enterprise_id, is_major=True).exists()
    update_enterprise(
        enterprise_id=enterprise_id,
        is_major_hazard=has,
        reason="GB 18218-2018",
        actor=system_actor("installations"),
    )


def _tell(
    installation: Installation, run: IdentificationRun, before: int | None, actor: Actor
) -> None:
    people = [
        *responsible_person_ids(installation.enterprise_id),
        *policy_of(Installation).who_can(REVIEW, installation),
    ]
    words = {
        "name": installation.name,
        "before": grade_word(before),
        "after": grade_word(run.grade),
    }
    notify(
        kind="installations.graded",
        person_ids=people,
        title=_("%(name)s: %(before)s → %(after)s") % words,
        body=_("R = %(r).2f, S = %(s).2f. Check the filing and the safety assessment.")
        % {"r": run.r_index, "s": run.s_index},
        url=run.get_absolute_url(),
        level=run.grade or 4,
        subject=installation,
        actor=actor,
    )


def grade_word(grade: int | None) -> str:
    """The level in words."""
    from anlan.supervision.installations.choices import Grade

    if grade is None:
        return _("no major hazard installation")
    return str(Grade(grade).label)
