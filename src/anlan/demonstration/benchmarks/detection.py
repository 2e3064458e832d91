"""How well the platform's detectors do on labelled streams, beside what others have published.

Nothing is tuned on what is judged here: see docs/models/detection.md for the protocol.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from anlan.demonstration.benchmarks.detection_data import (
    SKAB_TRAINING_ROWS,
    TEP_FAULT_ROW,
    TEP_PERIOD_MIN,
    Bools,
    Experiment,
    Floats,
    Plant,
    Stream,
)
from anlan_science.telemetry import RuleBank, RuleKind, RuleSpec, score_points
from anlan_science.telemetry.detectors import burnaev_ishimtsev2016 as shapes
from anlan_science.telemetry.detectors import jackson_mudholkar1979 as components
from anlan_science.telemetry.detectors import lowry1992 as smoothed
from anlan_science.telemetry.lavin_ahmad2015 import PROFILES, normalise, probation, raw_score

PUBLISHED = Path(__file__).with_name("detection_published.json")

#: Rules of the running engine on one channel, as an officer would set them up for a point nothing
#: is known of: the history of a day at five minutes, wide limits.
RULES = {
    "rule: modified z-score, 288 readings, ±8": {
        "kind": RuleKind.ROBUST_Z,
        "lower": -8.0,
        "upper": 8.0,
        "window": 288,
    },
    "rule: exponentially weighted mean, weight 0.01, ±6": {
        "kind": RuleKind.EWMA,
        "lower": -6.0,
        "upper": 6.0,
        "window": 288,
        "weight": 0.01,
    },
    "rule: cumulative sum, learnt from 288 readings, limit 20": {
        "kind": RuleKind.CUSUM,
        "upper": 20.0,
        "window": 288,
        "allowance": 1.0,
    },
}
SHAPES = "detector: shapes and level (burnaev_ishimtsev2016)"
PCA_THEORY = "detector: T² and SPE, limits from theory (jackson_mudholkar1979)"
SMOOTHED = "detector: smoothed T² and SPE (lowry1992)"
#: Confidence of limits from theory: SKAB as its leaderboard has it, TEP as the papers have it.
SKAB_CONFIDENCE, SKAB_SHARE = 0.999, 0.85
TEP_CONFIDENCE, TEP_SHARE = 0.99, 0.9
#: TEP papers count a fault as found when so many rows in a row are beyond the limit.
TEP_IN_A_ROW = 6

Onsets = Callable[[Stream], Bools]
Flags = Callable[[Floats, Floats], Bools]


# One channel: NAB --------------------------------------------------------------------------------


def single_channel() -> dict[str, Onsets]:
    """Return the rules and the detector that see one channel."""

    def by_rule(arguments: dict[str, Any]) -> Onsets:
        return lambda stream: _rule_onsets(stream, arguments)

    found: dict[str, Onsets] = {name: by_rule(arguments) for name, arguments in RULES.items()}
    found[SHAPES] = lambda stream: shapes.onsets(
        shapes.shares(stream.value, int(probation(len(stream.value))))
    )
    return found


def _rule_onsets(stream: Stream, arguments: dict[str, Any]) -> Bools:
    """Run one rule of the engine's bank; what follows shortly after an onset joins its alarm."""
    rows = len(stream.value)
    # Some streams repeat an hour when clocks go back; rules follow the order of arrival here.
    order = np.arange(rows, dtype=np.float64)
    bank = RuleBank([RuleSpec(key=1, point=0, **arguments)], points=1)
    edges = bank.evaluate(
        np.zeros(rows, np.int64), order, stream.value, np.zeros(rows, np.int64), 0.0
    ).edges
    share = np.ones(rows)
    share[edges.time[edges.rising].astype(np.int64)] = 0.0
    return shapes.onsets(share)


def score_nab(streams: Sequence[Stream]) -> dict[str, dict[str, float]]:
    """Return the three normalised scores of each rule and detector, and its number of onsets."""
    windows = sum(len(stream.windows) for stream in streams)
    found: dict[str, dict[str, float]] = {}
    for name, detect in single_channel().items():
        flagged = [detect(stream) for stream in streams]
        found[name] = {
            profile: round(
                normalise(
                    sum(
                        raw_score(flags, stream.windows, weights)
                        for flags, stream in zip(flagged, streams, strict=True)
                    ),
                    windows,
                    weights,
                ),
                1,
            )
            for profile, weights in PROFILES.items()
        }
    return found


# Many channels: SKAB and TEP ---------------------------------------------------------------------


def _by_theory(share: float, confidence: float) -> Flags:
    def flag(training: Floats, rows: Floats) -> Bools:
        model = components.learn(training, share)
        t_squared, squared_error = components.distances(model, rows)
        return np.asarray(
            (t_squared > components.t_squared_limit(model, confidence))
            | (squared_error > components.squared_error_limit(model, confidence)),
            np.bool_,
        )

    return flag


def _smoothed(carry: bool) -> Flags:
    def flag(training: Floats, rows: Floats) -> Bools:
        model = smoothed.learn_smoothed(training)
        begin = model.last if carry else training.mean(axis=0)
        signal, _carried = smoothed.judge(model, rows, begin)
        return np.asarray(signal >= 1, np.bool_)

    return flag


def score_skab(experiments: Sequence[Experiment]) -> dict[str, dict[str, float]]:
    """Return F1, false-alarm and missed-alarm rate over all rows after the training rows."""
    detectors = {PCA_THEORY: _by_theory(SKAB_SHARE, SKAB_CONFIDENCE), SMOOTHED: _smoothed(True)}
    abnormal = np.concatenate([one.abnormal[SKAB_TRAINING_ROWS:] for one in experiments])
    found = {}
    for name, flag in detectors.items():
        flagged = np.concatenate(
            [
                flag(one.rows[:SKAB_TRAINING_ROWS], one.rows[SKAB_TRAINING_ROWS:])
                for one in experiments
            ]
        )
        score = score_points(flagged, abnormal)
        found[name] = {
            "f1": round(score.f1, 2),
            "far_percent": round(100 * score.false_alarm_rate, 1),
            "mar_percent": round(100 * score.missed_alarm_rate, 1),
        }
    return found


def score_tep(plant: Plant) -> dict[str, dict[str, Any]]:
    """Return the false-alarm rate, and delay and missed rows of each fault."""
    detectors = {PCA_THEORY: _by_theory(TEP_SHARE, TEP_CONFIDENCE), SMOOTHED: _smoothed(False)}
    found: dict[str, dict[str, Any]] = {}
    for name, flag in detectors.items():
        faults = {}
        before = []
        for number, rows in plant.tests.items():
            flagged = flag(plant.training, rows)
            before.append(flagged if number == 0 else flagged[:TEP_FAULT_ROW])
            if number:
                during = flagged[TEP_FAULT_ROW:]
                delay = first_in_a_row(during, TEP_IN_A_ROW)
                faults[str(number)] = {
                    "delay_min": None if delay is None else delay * TEP_PERIOD_MIN,
                    "missed_percent": round(100 * float(1 - during.mean()), 1),
                }
        found[name] = {
            "far_percent": round(100 * float(np.concatenate(before).mean()), 1),
            "faults": faults,
        }
    return found


def first_in_a_row(flagged: Bools, number: int) -> int | None:
    """Return the first row of the first ``number`` flagged rows in a row."""
    if len(flagged) < number:
        return None
    runs = np.lib.stride_tricks.sliding_window_view(flagged, number).all(axis=1)
    return int(np.argmax(runs)) if runs.any() else None


# Together ----------------------------------------------------------------------------------------


def measure(
    *,
    nab: Sequence[Stream] = (),
    skab: Sequence[Experiment] = (),
    tep: Plant | None = None,
) -> dict[str, Any]:
    """Score everything there is."""
    began = time.perf_counter()
    found: dict[str, Any] = {}
    if nab:
        found["nab"] = {
            "streams": len(nab),
            "windows": sum(len(stream.windows) for stream in nab),
            "scores": score_nab(nab),
        }
    if skab:
        rows = sum(len(one.abnormal) - SKAB_TRAINING_ROWS for one in skab)
        found["skab"] = {"experiments": len(skab), "rows": rows, "scores": score_skab(skab)}
    if tep is not None:
        found["tep"] = {"faults": sum(map(bool, tep.tests)), "scores": score_tep(tep)}
    found["took_s"] = round(time.perf_counter() - began, 1)
    return found


def published() -> dict[str, Any]:
    """Return what others have published, with sources."""
    found: dict[str, Any] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return found
