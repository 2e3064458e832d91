"""Test kit: a fixed cast, a frozen clock, audited services, jobs that run when told."""

from anlan.kernel.testing.assertions import (
    assert_audited,
    assert_emitted,
    assert_not_emitted,
    assert_state,
)
from anlan.kernel.testing.cast import Cast, make_actor

__all__ = [
    "Cast",
    "assert_audited",
    "assert_emitted",
    "assert_not_emitted",
    "assert_state",
    "make_actor",
]
