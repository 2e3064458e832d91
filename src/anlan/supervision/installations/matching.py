"""Which row of GB 18218-2018 a vessel falls under: by number, by class, or left to be decided.

The order is that of the standard (clause 4.1.2): a substance of table 1 takes its threshold there;
any other the threshold of its class in table 2, with several classes the lowest. A solution or
mixture counts as the pure substance only while it has the same hazard class (clause 4.2.3), so rows
of table 1 that hold for one form only are taken by themselves only where the vessel proves the
form. Whatever these rules do not settle is returned with its candidates, never left out in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anlan.supervision.chemicals.contracts import ChemicalInfo
from anlan.supervision.installations.models import StandardValue
from anlan.supervision.installations.selectors.standard import Tables

COUNTED, OUTSIDE, UNDECIDED = "counted", "outside", "undecided"
NONE = "none"
#: Hazards of the catalogue that no class of table 2 speaks of.
WITHOUT_CLASS = frozenset(
    {"corrosive", "environment", "carcinogen", "asphyxiant", "pressure", "cryogenic", "polymerises"}
)
GASES = frozenset({"gas", "compressed_gas", "liquefied_gas", "dissolved_gas", "cryogenic_liquid"})
#: Vessels that prove a substance is kept as a compressed or liquefied gas.
GAS_VESSELS = frozenset(
    {
        "pressure_tank",
        "cryogenic_tank",
        "gas_holder",
        "cylinder_store",
        "cylinder",
        "cylinder_bundle",
        "pipeline",
    }
)
#: GB 30000.7: flash point and boiling point that divide flammable liquids. [°C]
FLASH_CATEGORY_2, FLASH_CATEGORY_3, BOILING_CATEGORY_1 = 23.0, 60.0, 35.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that a substance may fall under."""

    key: str  # "1:12" or a symbol
    label: str
    threshold_t: float
    beta: float


@dataclass(frozen=True, slots=True)
class Match:
    """What the rules found for one vessel."""

    state: str
    threshold_t: float | None = None
    beta: float | None = None
    row: str = ""
    clause: str = ""
    is_verified: bool = False
    beta_row: str = ""
    note: str = ""
    candidates: tuple[Candidate, ...] = ()


def classes_of(chemical: ChemicalInfo, tables: Tables) -> tuple[list[str], list[str]]:
    """Return the symbols of table 2 that are certain, and those that are only possible."""
    known = tables.classification.get(chemical.cas)
    if known:
        return list(known), []
    certain: list[str] = []
    possible: list[str] = []
    is_gas = chemical.state in GASES
    for hazard in chemical.hazards:
        if hazard == "flammable_gas":
            certain.append("W2")
        elif hazard == "flammable_liquid":
            _add_liquid(chemical, certain, possible)
        elif hazard == "oxidiser" and is_gas:
            certain.append("W4")
        elif hazard == "oxidiser":
            possible += ["W9.1", "W9.2"]
        elif hazard == "toxic_gas":
            possible += ["J1", "J3"]
        elif hazard == "toxic":
            possible += ["J1", "J3"] if is_gas else ["J2", "J4", "J5"]
        elif hazard == "explosive" and not is_gas:
            possible += ["W1.1", "W1.2", "W1.3"]
        elif hazard == "pyrophoric":
            possible.append("W8")
        elif hazard == "water_reactive":
            possible.append("W11")
        elif hazard == "flammable_solid":
            possible.append("W10")
    return certain, possible


def _add_liquid(chemical: ChemicalInfo, certain: list[str], possible: list[str]) -> None:
    flash, boiling = chemical.flash_point_c, chemical.boiling_point_c
    if flash is None:
        possible += ["W5.1", "W5.3", "W5.4"]
    elif flash < FLASH_CATEGORY_2:
        is_first = boiling is not None and boiling <= BOILING_CATEGORY_1
        certain.append("W5.1" if is_first else "W5.3")
    elif flash <= FLASH_CATEGORY_3:
        certain.append("W5.4")


def _lowest(symbols: Sequence[str], tables: Tables) -> StandardValue:
    rows = [tables.classes[symbol] for symbol in symbols]
    return min(rows, key=lambda row: row.threshold_t or float("inf"))


def _beta(chemical: ChemicalInfo, symbols: Sequence[str], tables: Tables) -> tuple[float, str, str]:
    """Factor, its row, and a note: table 3 by number, else the largest of the classes, table 4."""
    gas = tables.gases.get(chemical.cas)
    if gas is not None and gas.beta is not None:
        return gas.beta, gas.label, ""
    if not symbols:
        return 1.0, "", _("The hazard class is not known: β is taken as 1 and must be checked.")
    rows = [tables.classes[symbol] for symbol in symbols]
    row = max(rows, key=lambda r: r.beta or 0.0)
    note = ""
    if len({r.beta for r in rows}) > 1:
        note = _("Several classes are possible: the largest β is taken.")
    return row.beta or 1.0, row.label, note


def _in_table_1(chemical: ChemicalInfo, row: StandardValue, tables: Tables, note: str) -> Match:
    certain, possible = classes_of(chemical, tables)
    beta, beta_row, beta_note = _beta(chemical, certain or possible, tables)
    return Match(
        COUNTED,
        row.threshold_t,
        beta,
        row.label,
        row.clause,
        row.is_verified,
        beta_row,
        " ".join(part for part in (note, beta_note) if part),
    )


def _in_table_2(chemical: ChemicalInfo, symbols: Sequence[str], tables: Tables, note: str) -> Match:
    row = _lowest(symbols, tables)
    beta, beta_row, beta_note = _beta(chemical, symbols, tables)
    if len(symbols) > 1:
        note = note or _("Several hazard classes: the lowest threshold is taken (clause 4.1.2).")
    return Match(
        COUNTED,
        row.threshold_t,
        beta,
        row.label,
        row.clause,
        row.is_verified,
        beta_row,
        " ".join(part for part in (note, beta_note) if part),
    )


def _undecided(
    chemical: ChemicalInfo,
    named: Sequence[StandardValue],
    symbols: Sequence[str],
    tables: Tables,
    note: str,
) -> Match:
    candidates = []
    for row in named:
        certain, possible = classes_of(chemical, tables)
        beta, _row, _note = _beta(chemical, certain or possible, tables)
        label = f"{row.name}（{row.condition}）" if row.condition else row.name
        candidates.append(Candidate(f"1:{row.code}", label, row.threshold_t or 0.0, beta))
    for symbol in dict.fromkeys(symbols):
        row = tables.classes[symbol]
        beta, _row, _note = _beta(chemical, [symbol], tables)
        label = f"{symbol} {row.hazard_class} {row.name}"
        candidates.append(Candidate(symbol, label, row.threshold_t or 0.0, beta))
    return Match(UNDECIDED, note=note, candidates=tuple(candidates))


def match_vessel(
    chemical: ChemicalInfo, container_kind: str, decision: str, reason: str, tables: Tables
) -> Match:
    """Return the row a vessel falls under; ``decision`` of the keeper goes before the rules."""
    if decision == NONE:
        return Match(OUTSIDE, note=_("Decided: outside tables 1 and 2. %(why)s") % {"why": reason})
    if decision.startswith("1:") and decision[2:] in tables.by_code:
        note = _("Decided: %(why)s") % {"why": reason}
        return _in_table_1(chemical, tables.by_code[decision[2:]], tables, note)
    if decision in tables.classes:
        note = _("Decided: %(why)s") % {"why": reason}
        return _in_table_2(chemical, [decision], tables, note)
    named = tables.by_cas.get(chemical.cas, [])
    certain, possible = classes_of(chemical, tables)
    if len(named) == 1 and not named[0].condition:
        return _in_table_1(chemical, named[0], tables, "")
    if len(named) == 1 and chemical.state in GASES and container_kind in GAS_VESSELS:
        note = _("%(condition)s: shown by the vessel.") % {"condition": named[0].condition}
        return _in_table_1(chemical, named[0], tables, note)
    if named:
        return _undecided(
            chemical,
            named,
            [*certain, *possible],
            tables,
            _("Table 1 names it for one form only: say which form this is (clause 4.2.3)."),
        )
    if certain and not possible:
        return _in_table_2(chemical, certain, tables, "")
    if possible:
        note = _("The hazard class or its category is not known: decide after the safety data.")
        return _undecided(chemical, [], [*certain, *possible], tables, note)
    if set(chemical.hazards) <= WITHOUT_CLASS | {"flammable_liquid"} and chemical.hazards:
        return Match(
            OUTSIDE,
            note=_("Not in table 1, and none of its hazards is a class of table 2."),
        )
    return _undecided(
        chemical, [], [], tables, _("Nothing is known of its hazards: complete its data sheet.")
    )
