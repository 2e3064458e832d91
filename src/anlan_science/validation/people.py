"""People: a crowd that was counted, proven optima, and the grades of a national standard."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse.csgraph import floyd_warshall

from anlan_science.evacuation.seyfried2009 import emptying_time
from anlan_science.registry import Floats
from anlan_science.risk import gb18218_2018
from anlan_science.siting.revelle_swain1970 import Siting, p_median
from anlan_science.validation.data import Data
from anlan_science.validation.measures import Finding, verified

CROWD, SITES, STANDARD = "evacuation-bottleneck", "facility-pmedian", "gb18218-2018"
FRAMES_PER_SECOND, DOOR_M = 25.0, 0.5
#: Published by J. E. Beasley, 1985.
OPTIMA = {"pmed1": 5819, "pmed20": 1789}


def crossing_times(data: Data) -> Floats:
    """When each of the people who were filmed passed the narrow opening.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    times : ndarray, shape (75,)
        In order. [s]
    """
    path = data.path(CROWD, "040_c_56_h-.txt")
    rows = np.loadtxt(path, comments="#", usecols=(0, 1, 3))
    rows = rows[rows[:, 2] <= 0.0]
    _people, first = np.unique(rows[:, 0], return_index=True)
    times: Floats = np.sort(rows[first, 1]) / FRAMES_PER_SECOND
    return times


def check_crowd(data: Data) -> Iterator[Finding]:
    """The time that 75 people need through a door of half a metre.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        Predicted over measured time. [-]
    """
    times = crossing_times(data)
    measured = float(times[-1] - times[0])
    ratio = float(emptying_time(times.size - 1, DOOR_M)) / measured
    yield Finding(CROWD, f"{times.size} people through 0.5 m, Wuppertal 2018",
                  "time, predicted over measured", ("seyfried2009",), int(times.size),
                  {"ratio": ratio}, {"ratio": (1.0, 1.25)},
                  "accepted here: not faster than measured, at most a quarter slower")  # fmt: skip


def solve(data: Data, name: str) -> Siting:
    """A problem of the OR-Library.

    Parameters
    ----------
    data : Data
        The reference data. [-]
    name : str
        Name of the file. [-]

    Returns
    -------
    siting : Siting
        The sites. [-]
    """
    text = data.path(SITES, f"{name}.txt").read_text(encoding="utf-8")
    (size, _edges, number), *edges = np.loadtxt(text.splitlines(), ndmin=2).astype(int)
    graph = np.full((size, size), np.inf)
    for i, j, cost in edges:
        graph[i - 1, j - 1] = graph[j - 1, i - 1] = cost
    return p_median(floyd_warshall(graph), int(number))


def check_sites(data: Data) -> Iterator[Finding]:
    """Proven optima of the OR-Library.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        One for each problem. [-]
    """
    for name, optimum in OPTIMA.items():
        found = solve(data, name)
        note = "proven optimal" if found.is_optimal else "not proven"
        yield verified(SITES, f"OR-Library {name}, optimum {optimum}", "weighted distance",
                       ("revelle_swain1970",), optimum, found.total, 1e-9, note=note)  # fmt: skip


def check_standard(data: Data) -> Iterator[Finding]:
    """Thresholds, exposure factors and levels of GB 18218-2018.

    Parameters
    ----------
    data : Data
        The reference data. [-]

    Returns
    -------
    findings : iterator of Finding
        Tables 1, 2, 5 and 6 against the arithmetic. [-]
    """
    model, experiment = ("gb18218_2018",), "tables of the standard, second-hand copy"
    people = data.rows(STANDARD, "table5_alpha_exposed_persons.csv")
    ends = [
        (int(row[end]), float(row["alpha"])) for row in people for end in ("min", "max") if row[end]
    ]
    found = gb18218_2018.exposure_factor([persons for persons, _ in ends])
    yield verified(STANDARD, experiment, "alpha at both ends of each step", model,
                   [alpha for _, alpha in ends], found, 1e-9)  # fmt: skip
    names = {"一级": 1, "二级": 2, "三级": 3, "四级": 4}
    inside = {
        "一级": (100.0, 1e6),
        "二级": (50.0, 99.99),
        "三级": (10.0, 49.99),
        "四级": (0.0, 9.99),
    }
    rows = data.rows(STANDARD, "table6_levels.csv")
    level = [(r, names[row["level"]]) for row in rows for r in inside[row["level"]]]
    yield verified(STANDARD, experiment, "level inside each band of R", model,
                   [known for _, known in level],
                   gb18218_2018.level_of([r for r, _ in level]), 0.0, is_absolute=True)  # fmt: skip
    named = [float(row["threshold_t"]) for row in data.rows(STANDARD, "table1_named_chemicals.csv")]
    classes = data.rows(STANDARD, "table2_table4_classes.csv")
    both = np.array([*named, *(float(row["threshold_t"]) for row in classes)])
    s = [gb18218_2018.identification_index([q], [q]) for q in both]
    yield verified(STANDARD, experiment, "S of each substance and class at its threshold", model,
                   np.ones(both.size), s, 1e-12)  # fmt: skip
    beta = np.array([float(row["beta"]) for row in classes])
    quantity = np.array([float(row["threshold_t"]) for row in classes])
    r = [
        gb18218_2018.grading_index([q], [q], [b], 2.0) for q, b in zip(quantity, beta, strict=True)
    ]
    yield verified(STANDARD, experiment, "R of each class at its threshold, 100 people", model,
                   2.0 * beta, r, 1e-12)  # fmt: skip
