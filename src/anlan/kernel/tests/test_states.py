"""State machines: one winner, a reason where one is due, a history row, and no open door."""

from __future__ import annotations

import pytest

from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible, TransitionRefused
from anlan.kernel.models import Job, StateChange
from anlan.kernel.permissions import VIEW_JOB
from anlan.kernel.states import StateMachine, Transition, history_of
from anlan.kernel.testing import assert_state, make_actor

pytestmark = pytest.mark.django_db
RUN = "test.run_job"

MACHINE = StateMachine(
    model="kernel.Job",
    initial="queued",
    transitions=(
        Transition("start", "queued", "running", permission=RUN, label="start"),
        Transition(
            "finish",
            "running",
            "done",
            permission=RUN,
            label="finish",
            guard=lambda job: None if job.progress == 100 else "not finished yet",
        ),
        Transition(
            "abort",
            ("queued", "running"),
            "failed",
            permission=RUN,
            label="abort",
            needs_reason=True,
        ),
    ),
)


@pytest.fixture
def job():
    return Job.objects.create(kind="test", title="演示", actor_id="t", actor_name="t")


@pytest.fixture
def runner():
    return make_actor("runner", permissions=(RUN, VIEW_JOB))


def test_a_step_is_taken_once_and_leaves_a_trace(job, runner, frozen_clock):
    twin = Job.objects.get(pk=job.pk)
    MACHINE.fire(job, "start", actor=runner)
    assert_state(job, "running")
    with pytest.raises(TransitionRefused):
        MACHINE.fire(twin, "start", actor=runner)  # the page was older than the world
    (change,) = history_of(job)
    assert (change.source, change.target, change.actor_id) == ("queued", "running", runner.id)
    assert change.changed_at == frozen_clock.at


def test_guards_and_reasons_hold(job, runner):
    MACHINE.fire(job, "start", actor=runner)
    with pytest.raises(TransitionRefused, match="not finished yet"):
        MACHINE.fire(job, "finish", actor=runner)
    with pytest.raises(InvalidInput):
        MACHINE.fire(job, "abort", actor=runner, reason="  ")
    MACHINE.fire(job, "abort", actor=runner, reason="演示中止")
    assert StateChange.objects.get(transition="abort").reason == "演示中止"


def test_without_the_right_nothing_moves(job, cast):
    with pytest.raises(NotVisible):
        MACHINE.fire(job, "start", actor=cast.qian)
    with pytest.raises(NotPermitted):
        MACHINE.fire(job, "start", actor=make_actor("reader", permissions=(VIEW_JOB,)))
    assert_state(job, "queued")


def test_pages_learn_what_is_possible_and_why_not(job, runner):
    assert [t.name for t in MACHINE.available(job, runner)] == ["start", "abort"]
    MACHINE.fire(job, "start", actor=runner)
    finish = next(t for t in MACHINE.available(job, runner) if t.name == "finish")
    assert finish.is_blocked and finish.blocked_reason == "not finished yet"
    assert MACHINE.available(job, make_actor("nobody")) == []


def test_a_transition_without_permission_cannot_be_declared():
    with pytest.raises(ValueError, match="no permission"):
        StateMachine("kernel.Event", "a", (Transition("x", "a", "b", permission="", label="x"),))


def test_the_diagram_follows_the_table():
    text = MACHINE.mermaid()
    assert "[*] --> queued" in text and "running --> done: finish" in text
    assert "done --> [*]" in text


def test_the_committed_diagrams_are_current():
    from anlan.config.environment import PROJECT
    from anlan.kernel.management.commands.diagrams import TARGET, diagrams

    assert (PROJECT / TARGET).read_text(encoding="utf-8") == diagrams(), "run make diagrams"
