"""What the services of chains share: finding, telling, clocks, days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from anlan.base.accounts.public import persons_holding
from anlan.base.deadlines.public import (
    add_working_days,
    cancel_deadlines,
    meet_deadline,
    start_deadline,
)
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import find_organisation, list_people_info
from anlan.governance.chains.choices import ClueState, UnitRole
from anlan.governance.chains.events import ClueEvent, ClueMoved
from anlan.governance.chains.models import Chain, ChainVersion, Clue, Stage, Trace
from anlan.governance.chains.permissions import COORDINATE, HANDLE
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible

SIGN, ANSWER = "chains.sign", "chains.answer"


def platform() -> Actor:
    """Return the platform's own actor for chains."""
    return system_actor("chains")


def locked_clue(clue_id: int, actor: Actor) -> Clue:
    """Return a visible clue, locked."""
    get_visible(Clue, clue_id, actor=actor, lock=True)
    return Clue.objects.select_related("chain__office", "stage").get(pk=clue_id)


def locked_trace(trace_id: int, actor: Actor) -> Trace:
    """Return a visible trace with its clue, both locked: the clue first, as everybody does."""
    found = get_visible(Trace, trace_id, actor=actor)
    Clue.objects.select_for_update().get(pk=found.clue_id)
    return (
        Trace.objects.select_for_update(of=("self",))
        .select_related("clue__chain__office", "stage", "organisation")
        .get(pk=trace_id)
    )


def running(trace: Trace) -> None:
    """Refuse what concerns a clue that is not being traced (any more)."""
    if trace.clue.state != ClueState.TRACING:
        raise WrongState(_("The clue is not being traced."))


def version_in_force(chain: Chain) -> ChainVersion | None:
    """Return the version in force, or None."""
    return chain.versions.filter(state="published").first()


def lead_of(stage: Stage) -> int | None:
    """Return the one unit that leads a stage, or None."""
    leads = [unit.organisation_id for unit in stage.units.all() if unit.role == UnitRole.LEAD]
    return leads[0] if len(leads) == 1 else None


def due_in(working_days: int, start: date | None = None) -> date:
    """Return the day so many working days from a day (today)."""
    return add_working_days(start or clock.today(), working_days)


def known_unit(organisation_id: int | None, field: str) -> int:
    """Return the id of an organisation that exists, or raise ``InvalidInput``."""
    if organisation_id is None or find_organisation(organisation_id) is None:
        raise InvalidInput(fields={field: _("Choose the unit.")})
    return organisation_id


def people_of_unit(organisation_id: int | None) -> list[int]:
    """Return who may sign and answer in a unit."""
    people = list_people_info(persons_holding(HANDLE))
    return [pk for pk, person in people.items() if person.organisation_id == organisation_id]


def office_people(chain: Chain) -> list[int]:
    """Return who coordinates clues in the coordinating office."""
    people = list_people_info(persons_holding(COORDINATE))
    return [pk for pk, person in people.items() if person.organisation_id == chain.office_id]


def tell(
    clue: Clue, actor: Actor, cls: type[ClueEvent] = ClueMoved, trace: Trace | None = None
) -> None:
    """Emit an event of a clue, or of one stage of it."""
    more = {} if trace is None else {"trace_id": trace.pk, "unit": trace.organisation_id or 0}
    emit(
        cls(
            clue_id=clue.pk,
            chain_id=clue.chain_id,
            state=clue.state,
            region=str(clue.region_id),
            **more,
        ),
        actor,
    )


def say(
    clue: Clue | Trace,
    person_ids: Iterable[int],
    title: str,
    actor: Actor,
    *,
    must_confirm: bool = False,
) -> None:
    """Tell people about a clue or about one stage of it."""
    due = getattr(clue, "due_on", None)
    notify(
        kind="chains",
        person_ids=person_ids,
        title=title % {"title": str(clue)},
        body=_("To be answered by %(day)s.") % {"day": due} if due else "",
        url=clue.get_absolute_url(),
        subject=clue,
        actor=actor,
        must_confirm=must_confirm,
    )


def start_clocks(trace: Trace, actor: Actor) -> None:
    """Start the clocks of a stage: to sign for it, to answer it."""
    people = people_of_unit(trace.organisation_id)
    start_deadline(rule_code=SIGN, subject=trace, actor=actor, responsible_ids=people)
    start_answer_clock(trace, actor)


def start_answer_clock(trace: Trace, actor: Actor) -> None:
    """Start the clock to answer."""
    start_deadline(
        rule_code=ANSWER,
        subject=trace,
        actor=actor,
        responsible_ids=people_of_unit(trace.organisation_id),
        due_at=trace.due_at,
    )


def meet(trace: Trace, rule_code: str, actor: Actor) -> None:
    """Stop a clock because it was done."""
    meet_deadline(subject=trace, rule_code=rule_code, actor=actor)


def stop_clocks(trace: Trace, actor: Actor, reason: str) -> None:
    """Stop what still runs."""
    cancel_deadlines(subject=trace, actor=actor, reason=reason[:200])
