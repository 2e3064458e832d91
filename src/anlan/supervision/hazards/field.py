"""Hazards on the phone, without signal: report, rectify, review, accept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.base.field.public import (
    FieldChoices,
    FieldCommand,
    FieldConflict,
    FieldInput,
    FieldItem,
    FieldList,
    FieldOutcome,
    FieldQuestion,
    keep_photos,
    register_field_choices,
    register_field_command,
    register_field_list,
)
from anlan.base.regions.public import list_for_choice
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, policy_of
from anlan.supervision.enterprises.public import find_enterprise
from anlan.supervision.hazards.choices import HazardSource, HazardState
from anlan.supervision.hazards.guards import blocked_for
from anlan.supervision.hazards.models import Hazard, HazardCategory
from anlan.supervision.hazards.permissions import ACCEPT, RECTIFY, REPORT, REVIEW
from anlan.supervision.hazards.services.rectification import (
    accept_rectification,
    return_acceptance,
    return_review,
    review_rectification,
    submit_rectification,
)
from anlan.supervision.hazards.services.reporting import report_hazard
from anlan.supervision.ledgers.public import list_criteria
from anlan.supervision.risk.public import list_units

ITEMS = 100
YES = "yes"


def version_of(hazard: Hazard) -> str:
    """Return what tells whether the record moved on: its state and its last change."""
    return f"{hazard.state}@{hazard.updated_at.isoformat()}"


# Reporting ---------------------------------------------------------------------------------------


def report_questions(actor: Actor) -> tuple[FieldQuestion, ...]:
    """Return the form of a report, with the units of one's own enterprise or one's villages."""
    questions = [
        FieldQuestion("title", gettext_lazy("what is wrong"), "text", required=True),
        FieldQuestion("photos", gettext_lazy("photos"), "photo"),
    ]
    own = _own_enterprise(actor)
    if own is not None:
        units = tuple((str(u.id), u.name) for u in list_units(own.id, actor))
        if units:
            questions.append(
                FieldQuestion("unit_id", gettext_lazy("risk unit"), "choice", choices=units)
            )
    else:
        questions += [
            FieldQuestion(
                "enterprise_id",
                gettext_lazy("enterprise"),
                "choice",
                choices=(("@enterprises", ""),),
                help=gettext_lazy("empty for a place without an enterprise"),
            ),
            FieldQuestion(
                "region_code",
                gettext_lazy("region"),
                "choice",
                choices=_regions(actor),
                help=gettext_lazy("empty: the region of the enterprise, or at the place"),
            ),
        ]
    questions += [
        FieldQuestion(
            "category",
            gettext_lazy("hazard category"),
            "choice",
            choices=tuple(
                HazardCategory.objects.filter(is_active=True).values_list("code", "name")
            ),
        ),
        FieldQuestion(
            "criterion",
            gettext_lazy("criterion of a major hazard that is met"),
            "choice",
            choices=(("@hazards.criteria", ""),) if own is None else _criteria(own.sector),
            help=gettext_lazy("leave empty when none is met"),
        ),
        FieldQuestion("place", gettext_lazy("place"), "text"),
        FieldQuestion("description", gettext_lazy("description"), "long"),
        FieldQuestion("location", gettext_lazy("location"), "place"),
    ]
    return tuple(questions)


def _criteria(sector: str = "") -> tuple[tuple[str, str], ...]:
    """The criteria with major consequence: their text and clause."""
    return tuple(
        (one.code, f"{one.text}（{one.pack_name} {one.clause}）")
        for one in list_criteria(sector_code=sector)
        if one.consequence == "major"
    )


def major_criteria(actor: Actor) -> Iterable[tuple[str, str]]:
    """Yield the criteria of all packs, for who reports at enterprises of any sector."""
    return _criteria()


def _own_enterprise(actor: Actor) -> Any:
    if actor.organisation_id is None or "enterprise_manager" not in actor.roles:
        return None
    return find_enterprise(actor, organisation_id=actor.organisation_id)


def _regions(actor: Actor) -> tuple[tuple[str, str], ...]:
    prefixes = [s.value for s in actor.scopes_for(REPORT) if s.kind == "region"]
    everything = any(s.kind == "all" for s in actor.scopes_for(REPORT))
    return tuple(
        (region.code, region.path)
        for region in list_for_choice("township", "village")
        if everything or any(region.code.startswith(prefix) for prefix in prefixes)
    )


def perform_report(given: FieldInput) -> FieldOutcome:
    """Take in what was reported in the field, with its photos and the time it was made."""
    values = given.values
    own = _own_enterprise(given.actor)
    where = values.get("location") or {}
    unit = str(values.get("unit_id") or "")
    source = HazardSource.SELF_REPORT if own is not None else HazardSource.GRID
    if own is None and given.actor.roles & {"bureau_officer", "department_officer"}:
        source = HazardSource.INSPECTION
    hazard = report_hazard(
        source=source,
        title=str(values.get("title", "")),
        description=str(values.get("description", "")),
        place=str(values.get("place", "")),
        category=values.get("category") or None,
        region_code=str(values.get("region_code") or ""),
        enterprise_id=own.id if own is not None else given.whole("enterprise_id"),
        criterion_codes=[given.text("criterion")] if given.text("criterion") else (),
        unit_id=int(unit) if unit.isdigit() else None,
        longitude=where.get("longitude"),
        latitude=where.get("latitude"),
        found_at=given.made_at,
        actor=given.actor,
    )
    keep_photos(given, subject=hazard)
    return FieldOutcome(hazard, _("Reported under %(number)s.") % {"number": hazard.number})


# What is to be done ------------------------------------------------------------------------------


def _item(hazard: Hazard, command: str, questions: tuple[FieldQuestion, ...]) -> FieldItem:
    place = str(hazard.enterprise) if hazard.enterprise_id else hazard.place
    return FieldItem(
        key=str(hazard.pk),
        title=hazard.title,
        subtitle=f"{hazard.number} · {place}",
        due_at=hazard.due_at,
        level=hazard.level,
        version=version_of(hazard),
        command=command,
        questions=questions,
        facts=tuple(
            (label, str(value))
            for label, value in (
                (_("description"), hazard.description),
                (_("risk unit"), hazard.unit_name),
                (_("what was done"), hazard.rectification),
                (_("rectified by"), hazard.rectified_by),
            )
            if value
        ),
        url=hazard.get_absolute_url(),
    )


RECTIFY_QUESTIONS = (
    FieldQuestion("text", gettext_lazy("what was done"), "long", required=True),
    FieldQuestion("photos", gettext_lazy("photos after the rectification"), "photo"),
)
JUDGE_QUESTIONS = (
    FieldQuestion("verdict", gettext_lazy("is it rectified"), "yes_no", required=True),
    FieldQuestion("comment", gettext_lazy("what was found on the spot"), "long"),
    FieldQuestion("photos", gettext_lazy("photos"), "photo"),
)


def items_to_rectify(actor: Actor) -> Iterable[FieldItem]:
    """What one's organisation must rectify, what is due first."""
    rows = policy_of(Hazard).permitted(actor, RECTIFY).filter(state=HazardState.RECTIFYING)
    if actor.organisation_id is not None and "enterprise_manager" in actor.roles:
        rows = rows.filter(organisation_id=actor.organisation_id)
    rows = rows.select_related("enterprise").order_by("due_at", "pk")
    return [_item(row, "hazards.rectify", RECTIFY_QUESTIONS) for row in rows[:ITEMS]]


def _to_judge(
    actor: Actor, permission: str, state: str, step: str, command: str
) -> list[FieldItem]:
    rows = policy_of(Hazard).permitted(actor, permission).filter(state=state)
    rows = rows.select_related("enterprise").order_by("due_at", "pk")
    return [
        _item(row, command, JUDGE_QUESTIONS)
        for row in rows[:ITEMS]
        if blocked_for(row, step, actor) is None
    ]


def items_to_review(actor: Actor) -> Iterable[FieldItem]:
    """Rectifications one may review."""
    return _to_judge(actor, REVIEW, HazardState.SUBMITTED, "review", "hazards.review")


def items_to_accept(actor: Actor) -> Iterable[FieldItem]:
    """Reviewed rectifications one may accept."""
    return _to_judge(actor, ACCEPT, HazardState.REVIEWED, "accept", "hazards.accept")


def _fetch(given: FieldInput, mine: str) -> Hazard:
    """Return the record for the change, or show both versions when it moved on meanwhile."""
    hazard = get_visible(Hazard, given.values.get("item"), actor=given.actor, lock=True)
    if version_of(hazard) == given.base_version:
        return hazard
    raise FieldConflict(
        _("The hazard moved on while you were without signal."),
        theirs=[
            (_("state"), str(hazard.get_state_display())),
            (_("what was done"), hazard.rectification),
            (_("changed at"), f"{timezone.localtime(hazard.updated_at):%Y-%m-%d %H:%M}"),
        ],
        mine=[
            (_("state"), ""),
            (_("what was done"), mine),
            (_("changed at"), f"{timezone.localtime(given.made_at):%Y-%m-%d %H:%M}"),
        ],
        version=version_of(hazard),
    )


def perform_rectify(given: FieldInput) -> FieldOutcome:
    """Hand in what was done in the field; in time is what was made in time."""
    text = str(given.values.get("text", ""))
    hazard = _fetch(given, text)
    hazard = submit_rectification(
        hazard_id=hazard.pk, text=text, actor=given.actor, made_at=given.made_at
    )
    keep_photos(given, subject=hazard)
    return FieldOutcome(hazard, _("Your rectification was received."))


def _is_yes(value: Any) -> bool:
    if value in (True, "true", "True", "1", YES, 1):
        return True
    if value in (False, "false", "False", "0", "no", 0):
        return False
    raise InvalidInput(fields={"verdict": _("Say whether it is rectified.")})


def _judge(given: FieldInput, approve: Any, send_back: Any) -> FieldOutcome:
    comment = str(given.values.get("comment", ""))
    is_good = _is_yes(given.values.get("verdict"))
    hazard = _fetch(given, comment)
    service = approve if is_good else send_back
    hazard = service(hazard_id=hazard.pk, actor=given.actor, reason=comment)
    keep_photos(given, subject=hazard)
    return FieldOutcome(hazard, str(hazard.get_state_display()))


def perform_review(given: FieldInput) -> FieldOutcome:
    """Review in the field."""
    return _judge(given, review_rectification, return_review)


def perform_accept(given: FieldInput) -> FieldOutcome:
    """Accept in the field."""
    return _judge(given, accept_rectification, return_acceptance)


register_field_choices(FieldChoices("hazards.criteria", REPORT, major_criteria))
register_field_command(
    FieldCommand(
        "hazards.report",
        gettext_lazy("Report a hazard"),
        REPORT,
        perform_report,
        questions=report_questions,
        is_standalone=True,
        icon="alert-triangle",
    )
)
register_field_command(
    FieldCommand(
        "hazards.rectify",
        gettext_lazy("Hand in the rectification"),
        RECTIFY,
        perform_rectify,
        icon="tool",
    )
)
register_field_command(
    FieldCommand(
        "hazards.review",
        gettext_lazy("Review the rectification"),
        REVIEW,
        perform_review,
        icon="eye",
    )
)
register_field_command(
    FieldCommand(
        "hazards.accept",
        gettext_lazy("Accept the rectification"),
        ACCEPT,
        perform_accept,
        icon="check",
    )
)
register_field_list(
    FieldList(
        "hazards.to_rectify",
        gettext_lazy("Hazards to rectify"),
        RECTIFY,
        items_to_rectify,
        gettext_lazy("What you must rectify appears here."),
        order=20,
    )
)
register_field_list(
    FieldList(
        "hazards.to_review",
        gettext_lazy("Rectifications to review"),
        REVIEW,
        items_to_review,
        gettext_lazy("Rectifications that wait for your eyes appear here."),
        order=30,
    )
)
register_field_list(
    FieldList(
        "hazards.to_accept",
        gettext_lazy("Rectifications to accept"),
        ACCEPT,
        items_to_accept,
        gettext_lazy("Reviewed rectifications appear here."),
        order=31,
    )
)
