"""What is missing or doubled in a chain: gaps and overlaps, stage by stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anlan.governance.chains.choices import UnitRole
from anlan.governance.chains.models import ChainVersion, Stage

#: A chain has a source and an end at least.
FEWEST_STAGES = 2


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to put right. ``blocks`` keeps the version from being put in force."""

    code: str
    words: str
    stage_id: int | None = None
    blocks: bool = False


def gaps_of(version: ChainVersion) -> list[Gap]:
    """Return gaps and overlaps, in the order of the stages."""
    stages = list(version.stages.prefetch_related("units__organisation"))
    found: list[Gap] = []
    if len(stages) < FEWEST_STAGES:
        found.append(
            Gap("few_stages", _("A chain needs at least two stages."), stages_key(stages), True)
        )
    for place, stage in enumerate(stages):
        found += _units(stage)
        found += _papers(stage, is_last=place == len(stages) - 1)
    return found


def stages_key(stages: Iterable[Stage]) -> int | None:
    """The first stage, when there is one."""
    return next((stage.pk for stage in stages), None)


def blocking(version: ChainVersion) -> list[Gap]:
    """Return only what keeps the version from being put in force."""
    return [gap for gap in gaps_of(version) if gap.blocks]


def _units(stage: Stage) -> Iterable[Gap]:
    units = list(stage.units.all())
    leads = [unit for unit in units if unit.role == UnitRole.LEAD]
    names = {"stage": stage.name}
    if not leads:
        yield Gap("no_lead", _("“%(stage)s”: no unit leads this stage.") % names, stage.pk, True)
    elif len(leads) > 1:
        names["units"] = "、".join(str(unit) for unit in leads)
        yield Gap(
            "two_leads",
            _("“%(stage)s”: %(units)s all lead it. Leave one, the others support.") % names,
            stage.pk,
            True,
        )
    double = {unit.organisation_id for unit in leads} & {
        unit.organisation_id for unit in units if unit.role == UnitRole.SUPPORT
    }
    if double:
        yield Gap(
            "leads_and_supports",
            _("“%(stage)s”: a unit leads and supports at once.") % names,
            stage.pk,
        )
    for unit in units:
        if not unit.organisation.is_active:
            names["unit"] = str(unit)
            yield Gap(
                "unit_gone",
                _("“%(stage)s”: %(unit)s exists no longer.") % names,
                stage.pk,
                unit.role == UnitRole.LEAD,
            )


def _papers(stage: Stage, *, is_last: bool) -> Iterable[Gap]:
    names = {"stage": stage.name}
    if not stage.legal_basis.strip():
        yield Gap("no_clause", _("“%(stage)s”: no clause says whose duty it is.") % names, stage.pk)
    elif not stage.is_verified:
        yield Gap(
            "not_verified",
            _("“%(stage)s”: the clause was not compared with the primary text.") % names,
            stage.pk,
        )
    if not stage.handover.strip() and not is_last:
        yield Gap(
            "no_handover",
            _("“%(stage)s”: nothing is handed on to the next stage.") % names,
            stage.pk,
        )
    if not stage.is_listed:
        yield Gap(
            "not_listed",
            _(
                "“%(stage)s”: nobody has confirmed that the duty stands in the lead unit's "
                "responsibility list."
            )
            % names,
            stage.pk,
        )
