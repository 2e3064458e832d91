"""From a signal to an alarm condition: limits with dead-band, then on-delay and off-delay.

All three are prefix operations (the latest decisive row decides), hence whole-array work.
"""

from __future__ import annotations

import numpy as np

from anlan_science.telemetry.segments import Bools, Floats, Segments, last_true


def beyond_limits(
    signal: Floats,
    lower: Floats,
    upper: Floats,
    clear_lower: Floats,
    clear_upper: Floats,
    carried: Bools,
    segments: Segments,
    allowed: Bools | None = None,
) -> Bools:
    """Whether a signal is beyond its limits, with hysteresis.

    Parameters
    ----------
    signal : ndarray, shape (n,)
        Sorted by series and time; NaN keeps the condition as it was. [any]
    lower : ndarray, shape (n,)
        Condition begins at or below; ``-inf`` for none. [as signal]
    upper : ndarray, shape (n,)
        Condition begins at or above; ``inf`` for none. [as signal]
    clear_lower : ndarray, shape (n,)
        The condition ends above this and below ``clear_upper``. [as signal]
    clear_upper : ndarray, shape (n,)
        The condition ends below this and above ``clear_lower``. [as signal]
    carried : ndarray of bool, shape (s,)
        Condition of each series before the batch. [-]
    segments : Segments
        Runs of the array. [-]
    allowed : ndarray of bool, shape (n,), optional
        Rows at which the condition may hold (a schedule); it ends at the others. [-]

    Returns
    -------
    condition : ndarray of bool, shape (n,)
        Whether the condition holds after each row. [-]
    """
    enter = (signal >= upper) | (signal <= lower)
    leave = ~enter & (signal < clear_upper) & (signal > clear_lower)
    if allowed is not None:
        enter &= allowed
        leave |= ~allowed
    decisive = last_true(enter | leave, segments)
    return np.where(decisive >= 0, enter[decisive], carried[segments.row_segment])


def delayed(
    condition: Bools,
    time: Floats,
    begins: Floats,
    on_delay: Floats,
    off_delay: Floats,
    carried_condition: Bools,
    carried_since: Floats,
    carried_active: Bools,
    segments: Segments,
) -> tuple[Bools, Floats]:
    """Apply on-delay and off-delay to a condition.

    Parameters
    ----------
    condition : ndarray of bool, shape (n,)
        Raw condition, sorted by series and time. [-]
    time : ndarray, shape (n,)
        Time of each row. [s]
    begins : ndarray, shape (n,)
        Since when the condition of the row holds if it is the first of its run. [s]
    on_delay : ndarray, shape (n,)
        The condition must hold this long before the output switches on. [s]
    off_delay : ndarray, shape (n,)
        The condition must be absent this long before the output switches off. [s]
    carried_condition : ndarray of bool, shape (s,)
        Condition before the batch. [-]
    carried_since : ndarray, shape (s,)
        Since when that condition holds. [s]
    carried_active : ndarray of bool, shape (s,)
        Output before the batch. [-]
    segments : Segments
        Runs of the array. [-]

    Returns
    -------
    active : ndarray of bool, shape (n,)
        Output after each row. [-]
    since : ndarray, shape (n,)
        Since when the condition of each row holds. [s]
    """
    segment = segments.row_segment
    previous = np.empty_like(condition)
    previous[1:] = condition[:-1]
    previous[segments.start] = carried_condition
    run_start = last_true(condition != previous, segments)
    since = np.where(run_start >= 0, begins[run_start], carried_since[segment])
    held = time - since
    on = condition & (held >= on_delay)
    off = ~condition & (held >= off_delay)
    decisive = last_true(on | off, segments)
    active = np.where(decisive >= 0, on[decisive], carried_active[segment])
    return active, since
