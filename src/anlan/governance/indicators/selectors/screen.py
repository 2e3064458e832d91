"""The county leader's one screen: what will be missed this year, why, whose it is, what was done.

A constant number of statements, however many tasks and indicators there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.base.organisations.contracts import OrganisationInfo
from anlan.base.organisations.public import list_organisations
from anlan.governance.commitments import public as commitments
from anlan.governance.commitments.contracts import CommitmentInfo, Keeping
from anlan.governance.indicators.choices import STANDING_TONES, Standing
from anlan.governance.indicators.contracts import Act, Promise, Remedy
from anlan.governance.indicators.models import Indicator
from anlan.governance.indicators.registry import acts_for, remedies_for
from anlan.governance.indicators.wording import machine_words, number_words, reason_words
from anlan.governance.responsibility.public import LeaderInfo, leaders_of_units
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

#: Tiles, rows and units that fit on one screen; the rest is one link away.
TILES, ROWS, UNITS = 10, 6, 9
_UNIT_KINDS = ("government", "department", "township", "park", "committee")


@dataclass(frozen=True, slots=True)
class Tile:
    """A binding indicator: figure, target, how it stands."""

    title: str
    actual: str
    target: str
    as_of: date | None
    state: str
    state_label: str
    tone: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A promise that will be missed: why, whose, what was done, what can be done."""

    promise: Promise
    kind_label: str
    reason: str
    unit: str
    due: date | None
    state_label: str
    tone: str
    leader: LeaderInfo | None = None
    remedies: tuple[Remedy, ...] = ()
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitRow:
    """How one unit stands with its promises of this year."""

    id: int
    name: str
    due: int
    on_time: int
    overdue: int
    running: int
    in_danger: int
    missed: int

    @property
    def rate(self) -> float | None:
        """Share kept in time, in per cent."""
        return 100.0 * self.on_time / self.due if self.due else None

    @property
    def tone(self) -> str:
        """Tone of its cell: what is missed or overdue, what is in danger, quiet otherwise."""
        if self.missed or self.overdue > 2:
            return "missed"
        if self.in_danger or self.overdue:
            return "risk"
        return "quiet" if self.due or self.running else "empty"


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything on the screen."""

    on: date
    sentence: str
    tone: str
    tiles: tuple[Tile, ...]
    more_tiles: int
    rows: tuple[Row, ...]
    more_rows: int
    units: tuple[UnitRow, ...]
    townships: tuple[UnitRow, ...]
    counts: dict[str, int] = field(default_factory=dict)


def leader_screen(actor: Actor, *, rows_shown: int = ROWS) -> Screen:
    """Gather the screen for who may see it, for today."""
    today = clock.today()
    year_end = date(today.year, 12, 31)
    indicators = list(
        visible(Indicator, actor).filter(is_active=True).select_related("organisation")
    )
    late, late_count, overdue = commitments.list_in_danger(actor, until=year_end)
    kept = commitments.keeping(actor, since=date(today.year, 1, 1), until=year_end)
    units = {unit.id: unit for unit in list_organisations(actor, kinds=_UNIT_KINDS)}
    rows = _gravest(indicators, late, today)
    shown = _with_people(actor, rows[:rows_shown])
    every = _all_units(indicators, kept, units, commitments.count_overdue(actor))
    standing = _units(every)
    counts = Counter(row.state for row in indicators)
    return Screen(
        on=today,
        sentence=_sentence(indicators, late_count, overdue),
        tone=_tone(indicators, late, today),
        tiles=tuple(_tile(row) for row in _binding(indicators)[:TILES]),
        more_tiles=max(0, len(_binding(indicators)) - TILES),
        rows=tuple(shown),
        more_rows=max(0, len(rows) - len(late) + late_count - len(shown)),
        units=tuple(standing[:UNITS]),
        townships=tuple(
            sorted(
                (row for row in every if units[row.id].kind == "township"),
                key=lambda row: units[row.id].region_code,
            )
        ),
        counts=dict(counts) | {"late": late_count},
    )


def _binding(rows: Iterable[Indicator]) -> list[Indicator]:
    """The binding ones, the gravest first."""
    order = {state: index for index, state in enumerate(Standing.values)}
    return sorted(
        (row for row in rows if row.is_binding), key=lambda row: (order[row.state], row.pk)
    )


def _tile(row: Indicator) -> Tile:
    return Tile(
        title=row.name,
        actual=number_words(row.actual, row.unit),
        target=machine_words(row),
        as_of=row.actual_on,
        state=row.state,
        state_label=str(row.get_state_display()),
        tone=STANDING_TONES[row.state],
        url=row.get_absolute_url(),
    )


def _gravest(
    indicators: Iterable[Indicator], late: Iterable[CommitmentInfo], today: date
) -> list[Row]:
    """What will be missed, sorted: binding indicators, other ones, what is longest overdue."""
    found: list[tuple[tuple[float, ...], Row]] = []
    for row in indicators:
        if row.state not in (Standing.MISSED, Standing.AT_RISK):
            continue
        is_missed = row.state == Standing.MISSED
        grave = (0 if is_missed else 3) + (0 if row.is_binding else 1)
        found.append(
            (
                (float(grave), float(row.target_on.toordinal()), float(row.pk)),
                Row(
                    promise=Promise(
                        "indicator",
                        row.pk,
                        row.name,
                        row.organisation_id,
                        row.get_absolute_url(),
                    ),
                    kind_label=_("binding indicator") if row.is_binding else _("indicator"),
                    reason=reason_words(row.facts, unit=row.unit),
                    unit=str(row.organisation),
                    due=row.target_on,
                    state_label=str(row.get_state_display()),
                    tone=STANDING_TONES[row.state],
                ),
            )
        )
    for one in late:
        overdue = (today - one.deadline).days if one.is_overdue and one.deadline else 0
        rank = 2.0 if overdue else 3.5
        found.append(
            (
                (rank, -float(overdue), float(one.id)),
                Row(
                    promise=Promise("commitment", one.id, one.title, one.lead_id, one.url),
                    kind_label=_("task"),
                    reason=_late_words(one, overdue),
                    unit=one.lead_name,
                    due=one.deadline,
                    state_label=_("overdue") if overdue else _("will be late"),
                    tone="overdue" if overdue else "waiting",
                ),
            )
        )
    return [row for _rank, row in sorted(found, key=lambda pair: pair[0])]


def _late_words(one: CommitmentInfo, overdue: int) -> str:
    """Why a task is late, in words."""
    words = list(one.reasons)
    if overdue:
        words.insert(
            0,
            ngettext("%(days)d day overdue", "%(days)d days overdue", overdue) % {"days": overdue},
        )
    elif one.late_days:
        words.insert(
            0,
            ngettext("expected %(days)d day late", "expected %(days)d days late", one.late_days)
            % {"days": one.late_days},
        )
    words.append(_("progress %(percent)d %%") % {"percent": one.progress})
    return _("; ").join(words)


def _with_people(actor: Actor, rows: list[Row]) -> list[Row]:
    """Add leaders, what was done and what can be done, each in one go."""
    from dataclasses import replace

    leaders = leaders_of_units(
        row.promise.organisation_id for row in rows if row.promise.organisation_id is not None
    )
    promises = [row.promise for row in rows]
    remedies = remedies_for(actor, promises)
    acts = acts_for(actor, promises)
    return [
        replace(
            row,
            leader=leaders.get(row.promise.organisation_id or 0),
            remedies=tuple(remedies.get(row.promise.key, ())[:2]),
            acts=tuple(acts.get(row.promise.key, ())[:2]),
        )
        for row in rows
    ]


def _all_units(
    indicators: Iterable[Indicator],
    kept: dict[int, Keeping],
    units: dict[int, OrganisationInfo],
    overdue: dict[int, int],
) -> list[UnitRow]:
    missed: Counter[int] = Counter()
    danger: Counter[int] = Counter()
    for row in indicators:
        missed[row.organisation_id] += row.state == Standing.MISSED
        danger[row.organisation_id] += row.state == Standing.AT_RISK
    found = []
    for unit in units.values():
        one = kept.get(unit.id, Keeping())
        found.append(
            UnitRow(
                id=unit.id,
                name=unit.short_name or unit.name,
                due=one.due,
                on_time=one.on_time,
                overdue=overdue.get(unit.id, 0),
                running=one.running,
                in_danger=danger[unit.id],
                missed=missed[unit.id],
            )
        )
    return found


def _units(every: Iterable[UnitRow]) -> list[UnitRow]:
    """Units that promised anything, the worst first."""
    rows = (row for row in every if row.tone != "empty")
    return sorted(
        rows,
        key=lambda row: (
            -(row.missed * 3 + row.overdue + row.in_danger),
            row.rate if row.rate is not None else 100.0,
            row.id,
        ),
    )


def _sentence(indicators: Iterable[Indicator], late_count: int, overdue: int) -> str:
    """The whole situation in one sentence."""
    rows = list(indicators)
    missed = sum(row.state == Standing.MISSED for row in rows)
    binding = sum(row.state == Standing.MISSED and row.is_binding for row in rows)
    if not rows and not late_count:
        return _("Nothing is promised yet: read in a plan, confirm it and give its tasks to units.")
    if not missed and not late_count:
        return _("Nothing of this year's promises is foreseen to be missed.")
    return _(
        "This year %(missed)s of %(all)s indicators (%(binding)s binding) and %(late)s tasks will "
        "be missed; %(overdue)s are overdue already."
    ) % {
        "missed": missed,
        "all": len(rows),
        "binding": binding,
        "late": late_count,
        "overdue": overdue,
    }


def _tone(indicators: Iterable[Indicator], late: Iterable[CommitmentInfo], today: date) -> str:
    if any(row.state == Standing.MISSED and row.is_binding for row in indicators):
        return "missed"
    return "risk" if any(True for _one in late) else "quiet"
