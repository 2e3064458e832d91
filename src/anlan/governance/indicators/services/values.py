"""Values of indicators: entered, corrected, confirmed by a second person; none is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.files.public import store_upload
from anlan.governance.indicators.choices import Origin, ValueState
from anlan.governance.indicators.contracts import MeasuredValue
from anlan.governance.indicators.errors import ComputedByPlatform, SamePerson
from anlan.governance.indicators.events import ValueRecorded
from anlan.governance.indicators.judging import period_end as end_of_period
from anlan.governance.indicators.models import Indicator, IndicatorValue
from anlan.governance.indicators.permissions import CONFIRM, REPORT
from anlan.governance.indicators.services.standing import judge_indicator
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require


@transaction.atomic
def record_value(
    *,
    indicator_id: int,
    period_end: date,
    value: float | None,
    actor: Actor,
    numerator: float | None = None,
    denominator: float | None = None,
    note: str = "",
    evidence: str = "",
    files: tuple[UploadedFile[Any], ...] = (),
    origin: str = Origin.FORM,
) -> IndicatorValue:
    """Enter the value of a period; a value already there is replaced and kept.

    Of a binding indicator the value counts when a second person has confirmed it; a correction
    needs its reason. Without ``value`` it is made of numerator and denominator.
    """
    row = get_visible(Indicator, indicator_id, actor=actor, lock=True)
    require(actor, REPORT, row)
    if row.is_automatic:
        raise ComputedByPlatform
    if not row.is_active:
        raise WrongState(_("This indicator is no longer watched."))
    value = _value_of(row, value, numerator, denominator)
    _check(row, period_end, value, evidence or bool(files))
    known = row.values.filter(period_end=period_end, state=ValueState.CURRENT).first()
    if known is not None and known.value != value and not note.strip():
        raise InvalidInput(fields={"note": _("Say why the former value is corrected.")})
    row.values.filter(period_end=period_end, state=ValueState.PENDING).update(
        state=ValueState.FORMER
    )
    waits = row.is_binding
    if known is not None and not waits:
        _put_aside(known)
    made = IndicatorValue.objects.create(
        indicator=row,
        period_end=period_end,
        value=value,
        numerator=numerator,
        denominator=denominator,
        origin=origin,
        state=ValueState.PENDING if waits else ValueState.CURRENT,
        note=note.strip()[:300],
        evidence=evidence.strip()[:300],
        replaces=known,
        entered_by_id=actor.id,
        entered_by=actor.display_name[:100],
        entered_at=clock.now(),
    )
    for uploaded in files:
        kept = store_upload(uploaded=uploaded, subject=made, actor=actor, kind="document")
        made.files.append({"name": kept.name, "url": kept.url})
    if files:
        made.save(update_fields=["files"])
    audit(
        actor,
        "indicators.value.entered",
        row,
        before={"value": known.value} if known is not None else {},
        after={"period_end": period_end, "value": value},
        reason=note,
    )
    if not waits:
        _counts(row, made, actor)
    return made


@transaction.atomic
def confirm_value(*, value_id: int, actor: Actor) -> IndicatorValue:
    """Let an entered value of a binding indicator count; never by who entered it."""
    made = get_visible(IndicatorValue, value_id, actor=actor, lock=True)
    row = get_visible(Indicator, made.indicator_id, actor=actor, lock=True)
    require(actor, CONFIRM, row)
    _still_pending(made)
    if made.entered_by_id == actor.id:
        raise SamePerson
    known = row.values.filter(period_end=made.period_end, state=ValueState.CURRENT).first()
    if known is not None:
        _put_aside(known)
    made.state = ValueState.CURRENT
    made.confirmed_by, made.confirmed_at = actor.display_name[:100], clock.now()
    made.replaces = known
    made.save(update_fields=["state", "confirmed_by", "confirmed_at", "replaces"])
    audit(
        actor,
        "indicators.value.confirmed",
        row,
        after={"period_end": made.period_end, "value": made.value},
    )
    _counts(row, made, actor)
    return made


@transaction.atomic
def reject_value(*, value_id: int, actor: Actor, reason: str) -> IndicatorValue:
    """Send an entered value back; the reason stays beside it."""
    made = get_visible(IndicatorValue, value_id, actor=actor, lock=True)
    row = get_visible(Indicator, made.indicator_id, actor=actor)
    require(actor, CONFIRM, row)
    _still_pending(made)
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    made.state = ValueState.REJECTED
    made.note = reason.strip()[:300]
    made.confirmed_by, made.confirmed_at = actor.display_name[:100], clock.now()
    made.save(update_fields=["state", "note", "confirmed_by", "confirmed_at"])
    audit(
        actor,
        "indicators.value.rejected",
        row,
        after={"period_end": made.period_end, "value": made.value},
        reason=reason,
    )
    return made


def keep_computed(
    row: Indicator, on: date, found: MeasuredValue, *, actor: Actor, note: str = ""
) -> IndicatorValue:
    """Keep a value the platform computed; the same figures again change nothing.

    The caller (``measuring``) has checked the right and holds the transaction.
    """
    known = row.values.filter(period_end=on, state=ValueState.CURRENT).first()
    figures = (round(found.value, 6), found.numerator, found.denominator)
    if known is not None and (known.value, known.numerator, known.denominator) == figures:
        return known
    if known is not None:
        _put_aside(known)
    made = IndicatorValue.objects.create(
        indicator=row,
        period_end=on,
        value=figures[0],
        numerator=found.numerator,
        denominator=found.denominator,
        parts=[
            {
                "label": part.label,
                "numerator": part.numerator,
                "denominator": part.denominator,
                "code": part.code,
                "url": part.url,
            }
            for part in found.parts
        ],
        url=found.url[:300],
        origin=Origin.AUTOMATIC,
        note=note[:300],
        replaces=known,
        entered_by_id=actor.id,
        entered_by=actor.display_name[:100],
        entered_at=clock.now(),
    )
    audit(
        actor,
        "indicators.value.computed",
        row,
        before={"value": known.value} if known is not None else {},
        after={"period_end": on, "value": made.value},
    )
    _counts(row, made, actor)
    return made


def _put_aside(known: IndicatorValue) -> None:
    IndicatorValue.objects.filter(pk=known.pk).update(state=ValueState.FORMER)


def _still_pending(made: IndicatorValue) -> None:
    if made.state != ValueState.PENDING:
        raise WrongState(_("This value no longer waits for anybody."))


def _counts(row: Indicator, made: IndicatorValue, actor: Actor) -> None:
    """A value counts from now on: judge the indicator by it."""
    emit(
        ValueRecorded(
            indicator_id=row.pk,
            organisation_id=row.organisation_id,
            value_id=made.pk,
            period_end=made.period_end.isoformat(),
            value=made.value,
        ),
        actor,
    )
    judge_indicator(row, actor=actor)


def _value_of(
    row: Indicator, value: float | None, numerator: float | None, denominator: float | None
) -> float:
    if value is not None:
        return value
    if numerator is not None and denominator:
        factor = {"%": 100.0, "‰": 1000.0}.get(row.unit, 1.0)
        return round(factor * numerator / denominator, 6)
    raise InvalidInput(fields={"value": _("Give the value, or the two numbers it is made of.")})


def _check(row: Indicator, period_end: date, value: float, has_evidence: object) -> None:
    problems: dict[str, str] = {}
    if period_end > clock.today():
        problems["period_end"] = _("This day has not come yet.")
    elif end_of_period(period_end, row.frequency) != period_end:
        problems["period_end"] = _("Give the last day of the period: %(day)s.") % {
            "day": end_of_period(period_end, row.frequency)
        }
    if row.unit == "%" and not 0.0 <= value <= 100.0:
        problems["value"] = _("A share lies between 0 and 100 %.")
    if value < 0:
        problems["value"] = _("The value cannot be negative.")
    if row.is_binding and not has_evidence:
        problems["evidence"] = _("A binding indicator needs evidence: name it or add a file.")
    if problems:
        raise InvalidInput(fields=problems)
