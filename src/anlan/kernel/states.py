"""State machines as data: what may follow what, who may do it, and what stands in the way.

One table per stateful model, in its app's ``states.py``. ``fire`` is the only code that sets the
state field: it compares and sets in one UPDATE, so that of two people pressing at once one wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, Message, TransitionRefused
from anlan.kernel.policy import policy_of

#: Returns None when the way is free, else the reason in words.
Guard = Callable[[Any], Message | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One permitted step. ``source`` may be one state or several."""

    name: str
    source: str | Sequence[str]
    target: str
    permission: str
    label: Message
    guard: Guard | None = None
    needs_reason: bool = False
    style: str = "secondary"  # primary | secondary | danger

    @property
    def sources(self) -> tuple[str, ...]:
        """The source states as a tuple."""
        return (self.source,) if isinstance(self.source, str) else tuple(self.source)


@dataclass(frozen=True, slots=True)
class AvailableTransition:
    """What a page shows of a transition: its words and, when blocked, why."""

    name: str
    label: Message
    blocked_reason: Message | None
    needs_reason: bool
    style: str

    @property
    def is_blocked(self) -> bool:
        """Whether the button is shown but cannot be pressed."""
        return self.blocked_reason is not None


_machines: dict[str, StateMachine] = {}


@dataclass(frozen=True)
class StateMachine:
    """The table of one model, named ``app_label.Model``."""

    model: str
    initial: str
    transitions: tuple[Transition, ...]
    field: str = "state"
    _by_name: dict[str, Transition] = dataclass_field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for transition in self.transitions:
            if not transition.permission:
                raise ValueError(f"{self.model}.{transition.name} has no permission")
            if transition.name in self._by_name:
                raise ValueError(f"{self.model}.{transition.name} is defined twice")
            self._by_name[transition.name] = transition
        _machines[self.model] = self

    def __getitem__(self, name: str) -> Transition:
        return self._by_name[name]

    def check(self, obj: Model, name: str, *, actor: Actor, reason: str = "") -> Transition:
        """Raise unless ``name`` may fire now; return its transition."""
        transition = self._by_name[name]
        policy_of(obj).require(actor, transition.permission, obj)
        current = getattr(obj, self.field)
        if current not in transition.sources:
            raise TransitionRefused(
                _("“%(step)s” is not possible: it is already “%(state)s”.")
                % {"step": transition.label, "state": self.label_of(obj)},
                transition=name,
                state=current,
            )
        if transition.guard is not None and (blocked := transition.guard(obj)) is not None:
            raise TransitionRefused(blocked, transition=name, state=current)
        if transition.needs_reason and not reason.strip():
            raise InvalidInput(fields={"reason": _("Please give the reason.")})
        return transition

    def fire(
        self,
        obj: Model,
        name: str,
        *,
        actor: Actor,
        reason: str = "",
        also: Mapping[str, Any] | None = None,
    ) -> Transition:
        """Carry out a transition: check, compare-and-set, write the history row.

        ``also`` are values of other columns that change with the state, in the same statement.
        Raises ``NotVisible``, ``NotPermitted``, ``TransitionRefused`` or ``InvalidInput``.
        """
        from anlan.kernel.models import StateChange

        transition = self.check(obj, name, actor=actor, reason=reason)
        current = getattr(obj, self.field)
        changed = (
            type(obj)
            ._base_manager.filter(pk=obj.pk, **{self.field: current})
            .update(**{self.field: transition.target, **(also or {})})
        )
        if changed != 1:
            raise TransitionRefused(
                _("Somebody else was faster: please look at the present state and decide again."),
                transition=name,
            )
        for field, value in {self.field: transition.target, **(also or {})}.items():
            setattr(obj, field, value)
        StateChange.objects.create(
            subject_type=self.model,
            subject_id=str(obj.pk),
            transition=name,
            source=current,
            target=transition.target,
            actor_id=actor.id,
            actor_name=actor.display_name,
            reason=reason,
            changed_at=clock.now(),
        )
        return transition

    def available(self, obj: Model, actor: Actor) -> list[AvailableTransition]:
        """Return the steps this actor may see from the present state, blocked ones with reason."""
        current = getattr(obj, self.field)
        rights = policy_of(obj)
        return [
            AvailableTransition(
                name=t.name,
                label=t.label,
                blocked_reason=t.guard(obj) if t.guard else None,
                needs_reason=t.needs_reason,
                style=t.style,
            )
            for t in self.transitions
            if current in t.sources and rights.can(actor, t.permission, obj)
        ]

    def label_of(self, obj: Model) -> str:
        """Return the present state in words."""
        return str(getattr(obj, f"get_{self.field}_display")())

    def states(self) -> Iterable[tuple[str, str]]:
        """Yield (value, words) of all states."""
        return apps.get_model(self.model)._meta.get_field(self.field).choices or ()

    def mermaid(self) -> str:
        """Return the state diagram as Mermaid text."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        ends = {t.target for t in self.transitions} - {
            s for t in self.transitions for s in t.sources
        }
        for t in self.transitions:
            lines += [f"    {source} --> {t.target}: {t.name}" for source in t.sources]
        lines += [f"    {state} --> [*]" for state in sorted(ends)]
        return "\n".join(lines) + "\n"


def all_machines() -> dict[str, StateMachine]:
    """Return every state machine by model name."""
    return dict(_machines)


def history_of(obj: Model) -> list[Any]:
    """Return the state changes of one object, oldest first."""
    from anlan.kernel.models import StateChange

    return list(StateChange.objects.filter(subject_type=obj._meta.label, subject_id=str(obj.pk)))
