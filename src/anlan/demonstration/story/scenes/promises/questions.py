"""What the play asks behind the pages: the units of the county, and how things stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps

from anlan.base.accounts.public import open_demonstration_account
from anlan.governance.responsibility.public import leaders_in_charge
from anlan.kernel import clock
from anlan.kernel.actor import system_actor


@dataclass(frozen=True)
class UnitName:
    """A unit by number and name."""

    id: int
    name: str
    short: str


@dataclass(frozen=True)
class Units:
    """The department of the demonstration's officer, one under the county leader, the bureau."""

    county: str
    own: UnitName
    other: UnitName
    bureau: UnitName


def today() -> date:
    """The day of the platform."""
    return clock.today()


def _model(name: str) -> Any:
    return apps.get_model(name)._default_manager


def _unit(row: Any) -> UnitName:
    return UnitName(row.pk, row.name, row.short_name or row.name)


def _person_of(username: str) -> int:
    return int(_model("accounts.User").get(username=username).person_id)


def _employer_of(username: str) -> int:
    person = _model("organisations.Person").get(pk=_person_of(username))
    return int(person.organisation_id)


def units() -> Units:
    """Return the units of the play; the leader in charge of ``other`` has an account."""
    rows = _model("organisations.Organisation")
    own = rows.get(pk=_employer_of("department_officer"))
    bureau = rows.get(pk=_employer_of("bureau_officer"))
    leader = _person_of("county_leader")
    for row in rows.filter(kind="department").exclude(pk__in=[own.pk, bureau.pk]).order_by("pk"):
        if any(x.person_id == leader and x.rank == 2 for x in leaders_in_charge(row.pk)):
            county = _model("regions.Region").filter(level="county").first()
            name = str(county.name) if county is not None else ""
            return Units(name, _unit(own), _unit(row), _unit(bureau))
    raise LookupError("the county leader is in charge of no department")


def item_with(document: int, words: str) -> str:
    """Return the place of a task on the page."""
    row = (
        _model("planning.PlannedTask")
        .filter(document_id=document, text__contains=words)
        .exclude(state="merged")
        .order_by("line", "pk")
        .first()
    )
    return f"task-{row.pk}"


def confirmed(document: int) -> int:
    """How many tasks of a document are confirmed."""
    return int(
        _model("planning.PlannedTask").filter(document_id=document, state="confirmed").count()
    )


def commitment_of(words: str, lead: int) -> int | None:
    """Return the commitment made of a task of the plan."""
    row = _model("commitments.Commitment").filter(text__contains=words, lead_id=lead).last()
    return int(row.pk) if row is not None else None


def state_of(commitment: int) -> str:
    """How a commitment stands."""
    return str(_model("commitments.Commitment").get(pk=commitment).state)


def watch_after(days: int) -> dict[str, int]:
    """Run the daily watch over commitments as it will run some days from now."""
    from anlan.governance.commitments.services.watching import watch

    with clock.freeze(clock.now() + timedelta(days=days)):
        return watch(actor=system_actor("commitments"))


def told_of(commitment: int) -> list[str]:
    """Whom the watch has told of a commitment."""
    return list(
        _model("commitments.Escalation")
        .filter(commitment_id=commitment)
        .order_by("pk")
        .values_list("audience", flat=True)
    )


def value_of(planned: str) -> tuple[int, float | None]:
    """Return an indicator by its name and its value."""
    row = _model("indicators.Indicator").filter(name=planned).order_by("-pk").first()
    return int(row.pk), None if row.actual is None else float(row.actual)


def result_of(run: int, unit: int) -> int:
    """Return the result of a unit in an assessment."""
    return int(_model("assessment.UnitResult").get(run_id=run, organisation_id=unit).pk)


def place_of(result: int) -> tuple[int | None, float | None]:
    """Return place and points of a result."""
    row = _model("assessment.UnitResult").get(pk=result)
    return row.rank, None if row.score is None else float(row.score)


@dataclass(frozen=True)
class ItemName:
    """An item of a result by number and name."""

    id: int
    name: str


def scored_item(result: int, code: str) -> ItemName:
    """Return an item of a unit's result by the code it has in the scheme."""
    row = (
        _model("assessment.ItemResult")
        .select_related("item")
        .get(result_id=result, item__code=code)
    )
    return ItemName(int(row.pk), str(row.item.name))


def item_state(item: int) -> tuple[str, float | None]:
    """How an item of a result stands, with its points."""
    row = _model("assessment.ItemResult").get(pk=item)
    return str(row.state), None if row.points is None else float(row.points)


def open_items(run: int) -> int:
    """How many items of units hold up the publication of an assessment."""
    waiting = ("missing", "waiting", "handed_in", "second")
    rows = _model("assessment.ItemResult").filter(result__run_id=run, state__in=waiting)
    return int(rows.count())


def appeal_of(item: int) -> int:
    """Return the appeal against an item."""
    return int(_model("assessment.Appeal").filter(item_result_id=item).latest("pk").pk)


def second_assessor() -> str:
    """The account of a second assessor of the office; opened where there is none yet."""
    username = "bureau_officer_2"
    if _model("accounts.User").filter(username=username).exists():
        return username
    office = _model("organisations.Organisation").get(pk=_employer_of("bureau_officer"))
    taken = _model("accounts.User").filter(person__isnull=False).values("person_id")
    person = (
        _model("organisations.Person")
        .filter(organisation=office, is_active=True)
        .exclude(pk__in=taken)
        .order_by("-pk")
        .first()
    )
    open_demonstration_account(
        username=username,
        role_code="bureau_officer",
        person_id=person.pk,
        scope_kind="region",
        scope_value=office.region_id[:6],
        actor=system_actor("demonstration.story"),
    )
    return username


def let_appeals_pass(run: int) -> None:
    """Let the days in which units may appeal be over."""
    yesterday = clock.today() - timedelta(days=1)
    _model("assessment.Run").filter(pk=run).update(appeal_until=yesterday)


def paper_of(run: int) -> PaperName:
    """Return the notice of results."""
    row = (
        _model("documents.Document")
        .filter(subject_type="assessment.Run", subject_id=str(run))
        .latest("pk")
    )
    return PaperName(str(row.number), str(row.get_absolute_url()))


@dataclass(frozen=True)
class PaperName:
    """A paper by its number and address."""

    number: str
    url: str


def work_list_of(unit: int) -> tuple[int, str]:
    """Return the work list of a unit for this year and where it stands."""
    row = _model("responsibility.WorkList").get(
        list__organisation_id=unit, list__person__isnull=True, year=clock.today().year
    )
    return int(row.pk), str(row.state)


def tasks_of_list(work_list: int) -> int:
    """How many tasks a work list became."""
    rows = _model("commitments.Commitment").filter(
        source_model="responsibility.WorkItem", source_group=str(work_list)
    )
    return int(rows.exclude(state="cancelled").count())
