"""Runs every case and writes docs/models/validation.md and the scores shown beside results.

The same code and data give the same bytes: no date, no time, no machine stands in the report.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10
from pathlib import Path
from typing import Any

from anlan_science.cases.reading import load_case
from anlan_science.cases.running import run_case
from anlan_science.registry import list_models
from anlan_science.validation import air, blast, dense, fires, jets, people, water, weather
from anlan_science.validation.data import Data
from anlan_science.validation.jet_peers import Beside, beside, kept_version
from anlan_science.validation.measures import LEAST_ERROR, Finding
from anlan_science.validation.uncovered import UNCOVERED
from anlan_science.validation.water_peers import BesideWater
from anlan_science.validation.water_peers import beside as beside_water

Check = Callable[[Data], Iterator[Finding]]
#: Every experiment, in the order of the report.
CHECKS: tuple[Check, ...] = (
    air.check_spreads,
    air.check_examples,
    air.check_lng_trials,
    dense.check_listings,
    dense.check_lng_trials,
    jets.check_hydrogen,
    blast.check_curves,
    blast.check_probits,
    fires.check_montoir,
    fires.check_flame_heights,
    fires.check_burning_rates,
    fires.check_grass_fire,
    weather.check_series,
    weather.check_grids,
    water.check_closed_solutions,
    water.check_merewether,
    people.check_crowd,
    people.check_sites,
    people.check_standard,
)
#: Those that take seconds.
SLOW: frozenset[Check] = frozenset(
    {water.check_closed_solutions, water.check_merewether, people.check_sites}
)
EXAMPLES = Path(__file__).parents[1] / "cases/examples"
COLUMNS = ("fac2", "mg", "vg", "fb", "max_factor")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A published case file that was run."""

    name: str
    title: str
    models: tuple[str, ...]
    numbers: int
    met: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was verified and validated."""

    findings: tuple[Finding, ...]
    cases: tuple[CaseFile, ...]
    peers: tuple[Beside, ...] = ()
    water: BesideWater | None = None

    @property
    def faults(self) -> tuple[str, ...]:
        """Published numbers that are not reproduced: each of them is an error of the package."""
        wrong = [
            f"{', '.join(each.models)}: {each.experiment}, {each.quantity}: "
            f"error {_error(each.metrics['error'])} above {_error(each.limits['error'][1])}"
            for each in self.findings
            if each.is_verification and each.missed
        ]
        wrong += [
            f"{each.name}: {each.met} of {each.numbers} published numbers met"
            for each in self.cases
            if each.met != each.numbers
        ]
        return tuple(wrong)


def run_checks(data: Data, checks: Iterable[Check] = CHECKS) -> tuple[Finding, ...]:
    """Run experiments.

    Parameters
    ----------
    data : Data
        The reference data. [-]
    checks : iterable of callable, default all
        Which. [-]

    Returns
    -------
    findings : tuple of Finding
        In order. [-]

    Raises
    ------
    DataMissing
        The data, or a file of it, is not here.
    """
    if not data.root.is_dir():
        data.path("")
    return tuple(finding for check in checks for finding in check(data))


def run_case_files(folder: Path = EXAMPLES) -> tuple[CaseFile, ...]:
    """Run the published case files.

    Parameters
    ----------
    folder : Path, default those of the package
        Where they lie. [-]

    Returns
    -------
    cases : tuple of CaseFile
        In the order of their names. [-]
    """
    done = list[CaseFile]()
    for path in sorted(folder.glob("*.yaml")):
        result = run_case(load_case(path))
        met = sum(check.agrees for check in result.checks)
        names = tuple(info.id for info in result.models)
        done.append(CaseFile(path.name, result.case.title, names, len(result.checks), met))
    return tuple(done)


def verify(data: Data, more: Sequence[Finding] = ()) -> Report:
    """Run everything.

    Parameters
    ----------
    data : Data
        The reference data. [-]
    more : sequence of Finding, default none
        What the platform compares on top: the tables it comes with. [-]

    Returns
    -------
    report : Report
        Findings and case files. [-]

    Raises
    ------
    DataMissing
        The data, or a file of it, is not here.
    """
    findings = (*run_checks(data), *more)
    return Report(findings, run_case_files(), beside(data), beside_water(data))


# Writing ---------------------------------------------------------------------------------------


def _error(value: float) -> str:
    return f"< {LEAST_ERROR:.0e}" if value < LEAST_ERROR else f"{value:.1e}"


def _rounded(value: float, digits: int = 4) -> float:
    if value == 0.0 or abs(value) < LEAST_ERROR:
        return 0.0
    return round(value, digits - 1 - floor(log10(abs(value))))


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return [*lines, *("| " + " | ".join(str(each) for each in row) + " |" for row in rows), ""]


def _names(models: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in models) or "-"


def _measure(finding: Finding, name: str) -> str:
    if name not in finding.metrics:
        return "-"
    text = f"{finding.metrics[name]:.2f}"
    return f"**{text}**" if name in finding.missed else text


HEAD = """# Verification and validation

Written by `make verify` (`anlan science verify`) from the package and the reference data; not
edited by hand. *Verification*: published numbers of the same model are reproduced. *Validation*:
measurements are met, or curves that others drew.

FAC2 is the share of predictions within a factor of two, MG the geometric mean of measured over
predicted (below 1: over-predicted), VG its geometric variance (1 is perfect), FB the fractional
bias, and the last the largest factor between the two. Accepted limits: FAC2 at least 0.5, MG 0.7 to
1.3, FB within 0.3 of zero (J. C. Chang and S. R. Hanna, Meteorology and Atmospheric Physics 87,
167-196, 2004; S. R. Hanna, J. C. Chang and D. G. Strimaitis, Atmospheric Environment 27A,
2265-2285, 1993), VG below 1.6, a random scatter of a factor of two. What lies outside is printed
bold.
"""

HYRAM = """## Beside HyRAM+

The curves of TNT and of vapour clouds above are the points that HyRAM+ itself interpolates, and the
probits and worked values are those of its tests: there the distance to the data is the distance to
HyRAM+. Jets and jet flames of hydrogen, the same releases in both programs, version {version} with
its own defaults (humid air in front of the gauges, flames that turn upward):
"""

WATER = """## Beside ANUGA and landlab

The same ground, water, roughness and inflow in {peers}, each with its own
defaults. ANUGA (finite volumes, second order in space) has two triangles for each of our squares;
landlab routes overland flow after de Almeida 2012 without the inertia of fast water, so that a dam
that breaks on a dry bed lies outside its range. TUFLOW as the reference data gives it. Mean error
of the depth over the greatest depth at the worst of the printed times:
"""


def _verification(findings: Iterable[Finding]) -> list[str]:
    rows = [
        (
            _names(each.models), each.experiment, f"`{each.folder}`", each.quantity, each.points,
            _error(each.metrics["error"]), _error(each.limits["error"][1]),
            "**missed**" if each.missed else "met", each.note,
        )
        for each in findings
    ]  # fmt: skip
    heads = ("model", "published", "data", "compared", "values", "largest error", "allowed", "", "")
    return ["## Verification", "", *_table(heads, rows)]


def _validation(findings: Sequence[Finding]) -> list[str]:
    scored = [each for each in findings if "fac2" in each.metrics]
    heads = (
        "model",
        "experiment",
        "data",
        "quantity",
        "values",
        "FAC2",
        "MG",
        "VG",
        "FB",
        "largest factor",
    )
    rows = [
        (
            _names(each.models), each.experiment, f"`{each.folder}`", each.quantity, each.points,
            *(_measure(each, name) for name in COLUMNS), each.verdict, each.note,
        )
        for each in scored
    ]  # fmt: skip
    lines = ["## Validation", "", *_table((*heads, "verdict", ""), rows)]
    others = [
        (
            _names(each.models), each.experiment, f"`{each.folder}`", each.quantity, each.points,
            ", ".join(f"{name.replace('_', ' ')} {_measure(each, name)}" for name in each.metrics),
            ", ".join(f"{n.replace('_', ' ')} {a:g} to {b:g}" for n, (a, b) in each.limits.items())
            or "-", each.verdict, each.note,
        )
        for each in findings
        if "fac2" not in each.metrics
    ]  # fmt: skip
    plain = ("model", "experiment", "data", "quantity", "values", "found", "accepted", "", "")
    return [*lines, "Where a ratio says nothing:", "", *_table(plain, others)]


def _peers(rows: Iterable[Beside]) -> list[str]:
    """Measures of both programs against what was measured, and between them."""
    names = ("fac2", "mg", "vg", "fb")
    heads = (
        "experiment",
        "quantity",
        "values",
        *(f"{name.upper()}, ours" for name in names),
        *(f"{name.upper()}, HyRAM+" for name in names),
        "MG between",
        "largest factor between",
    )
    lines = [
        (
            each.experiment.name, each.experiment.quantity, each.points,
            *(f"{each.ours[name]:.2f}" for name in names),
            *(f"{each.theirs[name]:.2f}" for name in names),
            f"{each.between['mg']:.2f}", f"{each.between['max_factor']:.2f}",
        )
        for each in rows
    ]  # fmt: skip
    return [HYRAM.format(version=kept_version()), *_table(heads, lines)]


def _water(found: BesideWater | None) -> list[str]:
    """Errors and levels of all programs on the same problems."""
    if found is None:
        return []
    programs = list(found.closed[0].errors)
    rows = [
        (each.experiment, each.points, *(f"{100.0 * each.errors[name]:.2f} %" for name in programs))
        for each in found.closed
    ]
    asked = [*programs, *(name for name in found.peaks[0].found if name not in programs)]
    peaks = [
        (
            each.mark.name, f"{each.mark.observed:.2f}",
            *(_level_beside(each.found[name], each.mark.observed) for name in asked),
        )
        for each in found.peaks
    ]  # fmt: skip
    peers = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    return [
        WATER.format(peers=peers),
        *_table(("closed solution", "values", *programs), rows),
        "Merewether: levels [m] after 400 s of steady inflow and their distance to the peak seen:",
        "",
        *_table(("mark", "observed", *asked), peaks),
    ]


def _level_beside(level: float, observed: float) -> str:
    return f"{level:.2f} ({level - observed:+.2f})"


def _statuses(report: Report) -> list[str]:
    models = [each for each in list_models() if each.status != "superseded"]
    lines = ["## Models that are not verified", ""]
    lines += ["Their results say so wherever they appear; how often each is compared above.", ""]
    compared = Counter(name for each in report.findings for name in each.models)
    compared.update(name for case in report.cases for name in case.models)
    unsure = [each for each in models if each.status != "verified"]
    lines += _table(
        ("model", "quantity", "status", "compared"),
        [(f"`{m.id}`", m.quantity, m.status, compared[m.id]) for m in unsure],
    )
    return [*lines, f"{len(models) - len(unsure)} of {len(models)} models are verified.", ""]


def to_markdown(report: Report) -> str:
    """The report as docs/models/validation.md.

    Parameters
    ----------
    report : Report
        What was found. [-]

    Returns
    -------
    text : str
        Markdown, the same bytes for the same findings. [-]
    """
    checked = [each for each in report.findings if each.is_verification]
    measured = [each for each in report.findings if not each.is_verification]
    judged = [each for each in measured if each.limits]
    within = sum(not each.missed for each in judged)
    met = sum(not each.missed for each in checked)
    cases = [
        (f"`{each.name}`", each.title, _names(each.models), f"{each.met} of {each.numbers}")
        for each in report.cases
    ]
    lines = [
        HEAD,
        f"{met} of {len(checked)} verifications met ({sum(one.points for one in checked)} values); "
        f"{within} of {len(judged)} validations within the accepted limits.",
        "",
        *_verification(checked),
        *_validation(measured),
        "## Published case files",
        "",
        "`src/anlan_science/cases/examples`; the format is described in `docs/cases.md`.",
        "",
        *_table(("file", "case", "models", "numbers met"), cases),
        *_peers(report.peers),
        *_water(report.water),
        "## No model yet",
        "",
        *_table(
            ("data", "what it would test", "missing"), [(f"`{a}`", b, c) for a, b, c in UNCOVERED]
        ),
        *_statuses(report),
    ]
    return "\n".join(lines).rstrip() + "\n"


def to_scores(findings: Iterable[Finding]) -> str:
    """The validation scores by model, as JSON.

    Parameters
    ----------
    findings : iterable of Finding
        What was found. [-]

    Returns
    -------
    text : str
        JSON: for each model the experiments with measures and verdict. [-]
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for each in findings:
        if each.is_verification:
            continue
        entry = {
            "experiment": each.experiment,
            "quantity": each.quantity,
            "points": each.points,
            "metrics": {name: _rounded(value) for name, value in each.metrics.items()},
            "verdict": each.verdict,
            "note": each.note,
        }
        for model in each.models:
            found.setdefault(model, []).append(entry)
    ordered = dict(sorted(found.items()))
    return json.dumps(ordered, ensure_ascii=False, indent=1) + "\n"
