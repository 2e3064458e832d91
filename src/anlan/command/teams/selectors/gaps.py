"""What has expired or soon will: certificates, checks of equipment, insurance, joint training."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anlan.command.teams.contracts import Gap
from anlan.command.teams.models import (
    JointTraining,
    Team,
    TeamCertificate,
    TeamEquipment,
    TeamInsurance,
)
from anlan.command.teams.rulebook import force_rule, months_later
from anlan.kernel import clock


def gaps_of(teams: Iterable[Team]) -> dict[int, list[Gap]]:
    """Return what each team lacks or will lack within the time of warning, lapsed first."""
    ids = [team.pk for team in teams]
    if not ids:
        return {}
    found: dict[int, list[Gap]] = defaultdict(list)
    today = clock.today()
    _certificates(ids, today, found)
    _equipment(ids, today, found)
    _insurance(ids, today, found)
    _training(ids, today, found)
    for gaps in found.values():
        gaps.sort(key=lambda gap: (not gap.is_lapsed, gap.due_on or date.min))
    return dict(found)


def lapses_of(team_ids: Iterable[int]) -> dict[int, str]:
    """Return in words what has expired and lowers the readiness, by team."""
    ids, today = list(team_ids), clock.today()
    found: dict[int, list[Gap]] = defaultdict(list)
    if ids:
        _certificates(ids, today, found)
        _equipment(ids, today, found)
        _insurance(ids, today, found)
    words = {}
    for team_id, gaps in found.items():
        numbers = Counter(gap.kind for gap in gaps if gap.lowers)
        if numbers:
            words[team_id] = "、".join(_number_words(*item) for item in sorted(numbers.items()))
    return words


def _number_words(kind: str, number: int) -> str:
    if kind == "certificate":
        return ngettext("%(n)d certificate expired", "%(n)d certificates expired", number) % {
            "n": number
        }
    if kind == "equipment":
        return ngettext(
            "%(n)d check of equipment overdue", "%(n)d checks of equipment overdue", number
        ) % {"n": number}
    return _("accident insurance lapsed")


def _gap(kind: str, what: str, due: date, today: date, *, lowers: bool) -> Gap | None:
    rule = force_rule(kind)
    if due > today + timedelta(days=rule.warn_days):
        return None
    lapsed = due < today
    return Gap(kind, what, due, lapsed, rule.legal_basis, lowers and lapsed)


def _add(found: dict[int, list[Gap]], team_id: int, gap: Gap | None) -> None:
    if gap is not None:
        found[team_id].append(gap)


def _certificates(ids: list[int], today: date, found: dict[int, list[Gap]]) -> None:
    """The newest of each kind of a member counts; one without end does not expire."""
    rows = (
        TeamCertificate.objects.filter(member__team_id__in=ids, member__is_active=True)
        .values("member_id", "member__team_id", "member__name", "kind")
        .annotate(until=Max("valid_until"), endless=Count("pk", filter=Q(valid_until=None)))
        .filter(endless=0)
    )
    for row in rows.order_by("until", "member_id"):
        what = f"{row['member__name']} · {row['kind']}"
        gap = _gap("certificate", what, row["until"], today, lowers=True)
        _add(found, row["member__team_id"], gap)


def _equipment(ids: list[int], today: date, found: dict[int, list[Gap]]) -> None:
    """What is out of order is shown as such already; here counts what is due to be checked."""
    rows = TeamEquipment.objects.filter(
        team_id__in=ids, is_usable=True, check_due_on__isnull=False
    ).order_by("check_due_on", "pk")
    for row in rows:
        assert row.check_due_on is not None
        _add(found, row.team_id, _gap("equipment", row.name, row.check_due_on, today, lowers=True))


def _insurance(ids: list[int], today: date, found: dict[int, list[Gap]]) -> None:
    """No policy, a policy that ran out, or one for fewer people than the team has."""
    ends = dict(
        TeamInsurance.objects.filter(team_id__in=ids)
        .values_list("team_id")
        .annotate(until=Max("valid_until"))
    )
    insured = dict(
        TeamInsurance.objects.filter(team_id__in=ids, valid_from__lte=today, valid_until__gte=today)
        .values_list("team_id")
        .annotate(people=Sum("people"))
    )
    basis = force_rule("insurance").legal_basis
    for team_id, members in Team.objects.filter(pk__in=ids).values_list("pk", "member_count"):
        until = ends.get(team_id)
        if until is None:
            what = _("no accident insurance on record")
            found[team_id].append(Gap("insurance", what, None, True, basis))
            continue
        _add(
            found,
            team_id,
            _gap("insurance", _("accident insurance"), until, today, lowers=True),
        )
        covered = insured.get(team_id, 0)
        if until >= today and covered < members:
            what = _("%(covered)d of %(members)d people insured") % {
                "covered": covered,
                "members": members,
            }
            found[team_id].append(Gap("insurance", what, None, True, basis))


def _training(ids: list[int], today: date, found: dict[int, list[Gap]]) -> None:
    """The last training with another team, against the county's cadence."""
    rule = force_rule("training")
    last = dict(
        JointTraining.objects.filter(teams__in=ids, held_on__lte=today)
        .values_list("teams")
        .annotate(day=Max("held_on"))
    )
    for team_id in ids:
        day = last.get(team_id)
        if day is None:
            what = _("no joint training on record")
            found[team_id].append(Gap("training", what, None, True, rule.legal_basis))
        elif rule.months is not None:
            due = months_later(day, rule.months)
            gap = _gap("training", _("joint training"), due, today, lowers=False)
            _add(found, team_id, gap)
