"""Moving people: order it, check off household by household, provide for them, let them return."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import meet_deadline, start_deadline
from anlan.base.notifications.public import Notice, notify_each
from anlan.base.regions.public import find_region, prefix_of
from anlan.command.incidents.public import add_timeline_entry, get_incident
from anlan.command.responses.public import official_language
from anlan.command.shelters.choices import STAYED, EvacuationState, Outcome
from anlan.command.shelters.events import EvacuationChanged
from anlan.command.shelters.models import Evacuation, EvacuationHousehold, Household, Shelter
from anlan.command.shelters.permissions import CHECK, ORDER
from anlan.command.shelters.selectors.evacuations import totals_of
from anlan.command.shelters.services.shelters import count_people
from anlan.command.shelters.states import EVACUATION
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, scope_reaches

RELIEF = "shelters.relief"


def _changed(evacuation: Evacuation, actor: Actor) -> Evacuation:
    emit(
        EvacuationChanged(
            evacuation.pk, evacuation.incident_id, evacuation.state, evacuation.region_id
        ),
        actor,
    )
    return evacuation


def _tell_incident(evacuation: Evacuation, text: str, actor: Actor) -> None:
    add_timeline_entry(
        incident_id=evacuation.incident_id,
        kind="order",
        text=text,
        url=evacuation.get_absolute_url(),
        actor=actor,
    )


@transaction.atomic
def order_evacuation(
    *, incident_id: int, region_code: str, within_minutes: int, actor: Actor
) -> Evacuation:
    """Have the listed households of a region moved; who is responsible for them is told.

    Raises ``InvalidInput`` when nobody is listed there or they are being moved already.
    """
    if not scope_reaches(actor, ORDER, region=region_code):
        raise NotPermitted(permission=ORDER)
    incident = get_incident(incident_id, actor)
    region = find_region(region_code)
    households = list(
        Household.objects.filter(region__code__startswith=prefix_of(region_code), is_active=True)
    )
    if region is None or not households:
        raise InvalidInput(fields={"regions": _("No household is on the list there.")})
    unfinished = Evacuation.objects.exclude(state=EvacuationState.RETURNED)
    if unfinished.filter(incident_id=incident_id, region_id=region_code).exists():
        raise InvalidInput(
            fields={"regions": _("%(name)s is being moved already.") % {"name": region.name}}
        )
    now = clock.now()
    evacuation = Evacuation.objects.create(
        incident_id=incident_id,
        region_id=region_code,
        ordered_by=actor.display_name[:100],
        ordered_at=now,
        due_at=now + timedelta(minutes=within_minutes),
    )
    EvacuationHousehold.objects.bulk_create(
        [
            EvacuationHousehold(evacuation=evacuation, household=h, people=h.people)
            for h in households
        ]
    )
    people = sum(h.people for h in households)
    start_deadline(rule_code=RELIEF, subject=evacuation, started_at=now, actor=actor)
    with official_language():
        _tell_incident(
            evacuation,
            _("%(region)s: move %(households)d households, %(people)d people, by %(due)s")
            % {
                "region": region.name,
                "households": len(households),
                "people": people,
                "due": f"{timezone.localtime(evacuation.due_at):%H:%M}",
            },
            actor,
        )
        _tell_responsible(evacuation, households, incident.title, actor)
    audit(
        actor,
        "shelters.evacuation.ordered",
        evacuation,
        after={"households": len(households), "people": people},
    )
    return _changed(evacuation, actor)


def _tell_responsible(
    evacuation: Evacuation, households: list[Household], matter: str, actor: Actor
) -> None:
    """Each person responsible is told how many doors are his."""
    own: dict[int, list[Household]] = defaultdict(list)
    for household in households:
        if household.responsible_id is not None:
            own[household.responsible_id].append(household)
    notify_each(
        kind="shelters.evacuation",
        notices=[
            Notice(
                person_id=person_id,
                title=_("Move %(households)d households, %(people)d people")
                % {"households": len(rows), "people": sum(h.people for h in rows)},
                body=matter,
                url=evacuation.get_absolute_url() + "phone/",
            )
            for person_id, rows in own.items()
        ],
        actor=actor,
        level=2,
        subject=evacuation,
        must_confirm=True,
        include_actor=True,
    )


@transaction.atomic
def check_household(
    *,
    row_id: int,
    outcome: str,
    actor: Actor,
    shelter_id: int | None = None,
    follow_up: str = "",
) -> EvacuationHousehold:
    """Tell where the people of a household are; said twice, it counts once.

    Who stays or cannot be reached needs a follow-up. A shelter counts them in, and out again when
    it was a mistake.
    """
    row = get_visible(EvacuationHousehold, row_id, actor=actor, lock=True)
    row = EvacuationHousehold.objects.select_related("household", "evacuation__incident").get(
        pk=row.pk
    )
    require(actor, CHECK, row)
    if row.evacuation.state != EvacuationState.MOVING:
        raise WrongState(_("This evacuation has ended."))
    if outcome not in Outcome.values or outcome == Outcome.WAITING:
        raise InvalidInput(fields={"outcome": _("Choose where they are.")})
    goal = (shelter_id or row.household.shelter_id) if outcome == Outcome.SHELTERED else None
    if outcome == Outcome.SHELTERED and goal is None:
        raise InvalidInput(fields={"shelter": _("Choose the shelter.")})
    words = follow_up.strip()[:200]
    if outcome in STAYED and not words:
        raise InvalidInput(
            fields={"follow_up": _("Write down what is done about it: who goes again, and when.")}
        )
    if (row.outcome, row.shelter_id, row.follow_up) == (outcome, goal, words):
        return row
    _count(row, goal, actor)
    before = {"outcome": row.outcome}
    row.outcome, row.shelter_id, row.follow_up = outcome, goal, words
    row.checked_at, row.checked_by = clock.now(), actor.display_name[:100]
    row.save()
    audit(
        actor,
        "shelters.evacuation.checked",
        row,
        before=before,
        after={"outcome": outcome, "people": row.people, "shelter": goal},
        reason=words,
    )
    _changed(row.evacuation, actor)
    return row


def _count(row: EvacuationHousehold, goal: int | None, actor: Actor) -> None:
    """Count the household out of where it was and into where it is."""
    if row.shelter_id == goal or row.evacuation.incident.is_drill:
        return  # in a drill nobody sleeps there
    concerned = [pk for pk in (row.shelter_id, goal) if pk is not None]
    for shelter in Shelter.objects.select_for_update().filter(pk__in=concerned).order_by("pk"):
        change = row.people if shelter.pk == goal else -row.people
        count_people(shelter, change, actor=actor, note=str(row.household))


@transaction.atomic
def finish_evacuation(*, evacuation_id: int, actor: Actor, reason: str = "") -> Evacuation:
    """Everybody listed is accounted for."""
    evacuation = get_visible(Evacuation, evacuation_id, actor=actor, lock=True)
    EVACUATION.fire(evacuation, "finish", actor=actor, reason=reason)
    evacuation.finished_at = clock.now()
    evacuation.save(update_fields=["finished_at", "updated_at"])
    totals = totals_of([evacuation.pk])[evacuation.pk]
    with official_language():
        _tell_incident(
            evacuation,
            _(
                "%(region)s: %(people)d people accounted for: %(sheltered)d in shelters, "
                "%(relatives)d with relatives, %(stayed)d stayed with a follow-up"
            )
            % {
                "region": evacuation.region.name,
                "people": totals.people,
                "sheltered": totals.by_outcome[Outcome.SHELTERED],
                "relatives": totals.by_outcome[Outcome.RELATIVES],
                "stayed": totals.stayed,
            },
            actor,
        )
    audit(actor, "shelters.evacuation.finished", evacuation, after=dict(totals.by_outcome))
    return _changed(evacuation, actor)


@transaction.atomic
def record_relief(*, evacuation_id: int, note: str, actor: Actor) -> Evacuation:
    """Food, water, bed and a doctor are there for those who were moved: the clock is met."""
    evacuation = get_visible(Evacuation, evacuation_id, actor=actor, lock=True)
    require(actor, ORDER, evacuation)
    if not note.strip():
        raise InvalidInput(fields={"note": _("Write down what was provided, and where.")})
    if evacuation.relieved_at is not None or evacuation.state == EvacuationState.RETURNED:
        raise WrongState(_("This has been recorded already."))
    evacuation.relieved_at, evacuation.relief_note = clock.now(), note.strip()[:300]
    evacuation.save(update_fields=["relieved_at", "relief_note", "updated_at"])
    meet_deadline(subject=evacuation, rule_code=RELIEF, actor=actor, evidence=note.strip())
    _tell_incident(evacuation, f"{evacuation.region.name}：{evacuation.relief_note}", actor)
    audit(actor, "shelters.evacuation.relieved", evacuation, reason=note)
    return _changed(evacuation, actor)


@transaction.atomic
def return_home(*, evacuation_id: int, actor: Actor, reason: str = "") -> Evacuation:
    """The danger is over: the shelters count their people out, the list keeps where they were."""
    evacuation = get_visible(Evacuation, evacuation_id, actor=actor, lock=True)
    EVACUATION.fire(evacuation, "return_home", actor=actor, reason=reason)
    evacuation.returned_at = clock.now()
    evacuation.save(update_fields=["returned_at", "updated_at"])
    inside: dict[int, int] = defaultdict(int)
    sheltered = evacuation.rows.filter(shelter__isnull=False)
    if not evacuation.incident.is_drill:
        for shelter_id, people in sheltered.values_list("shelter_id", "people"):
            inside[shelter_id] += people
    for shelter in Shelter.objects.select_for_update().filter(pk__in=inside).order_by("pk"):
        count_people(shelter, -inside[shelter.pk], actor=actor, note=str(evacuation))
    with official_language():
        _tell_incident(
            evacuation,
            _("%(region)s: people return home. %(reason)s")
            % {"region": evacuation.region.name, "reason": reason},
            actor,
        )
    audit(actor, "shelters.evacuation.returned", evacuation, reason=reason)
    return _changed(evacuation, actor)
