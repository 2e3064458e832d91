"""Papers, stocks and grades set against what the enterprise does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.supervision.crosschecks.contracts import Contradiction, Evidence
from anlan.supervision.crosschecks.rules.base import Look, rule
from anlan.supervision.enterprises.public import list_lapsed, list_overstocked
from anlan.supervision.installations.public import list_commitments
from anlan.supervision.permits.public import list_permits
from anlan.supervision.risk.public import list_repeated

BLUE = 4
HAZARD_FACTORS = ("open_hazard", "major_hazard")


@rule("lapsed_working")
def lapsed_but_working(look: Look) -> Iterator[Contradiction]:
    """A licence or certificate has run out, and work goes on today."""
    today = timezone.localdate(look.now)
    before = today - timedelta(days=int(look.number("days", 0)))
    work: dict[int, list[Evidence]] = {}
    for commitment in list_commitments(today, look.enterprise_id):
        if commitment.is_signed and commitment.running:
            text = _("%(count)d installations running") % {"count": commitment.running}
            work.setdefault(commitment.enterprise_id, []).append(
                Evidence(_("daily commitment"), f"{commitment.on} {text}", commitment.url)
            )
    for permit in list_permits(
        begin=look.midnight, end=look.next_midnight, enterprise_id=look.enterprise_id
    ):
        work.setdefault(permit.enterprise_id, []).append(
            Evidence(
                _("permit of special operation"),
                f"{permit.number} {permit.kind_name} {permit.place}",
                permit.url,
            )
        )
    for paper in list_lapsed(before, look.enterprise_id):
        signs = work.get(paper.enterprise_id)
        if not signs:
            continue
        yield Contradiction(
            fingerprint=f"{paper.what}:{paper.subject_id}:{paper.due_on}",
            title=_("Run out, but at work: %(title)s") % {"title": paper.title},
            explanation=_(
                "%(label)s “%(title)s” ran out on %(day)s, and the enterprise works today."
            )
            % {"label": paper.label, "title": paper.title, "day": paper.due_on},
            enterprise_id=paper.enterprise_id,
            region_code=paper.region_code,
            evidence=(
                Evidence(paper.label, f"{paper.title}，{paper.due_on}", paper.url),
                *signs[:5],
            ),
        )


@rule("overstock")
def more_than_registered(look: Look) -> Iterator[Contradiction]:
    """A vessel or store holds more than is registered for it."""
    for stock in list_overstocked(look.number("ratio", 1.0), look.enterprise_id):
        yield Contradiction(
            fingerprint=f"holding:{stock.holding_id}:{stock.quantity_t:g}",
            title=_("More than registered: %(container)s %(chemical)s")
            % {"container": stock.container, "chemical": stock.chemical},
            explanation=_(
                "%(container)s holds %(held)g t, registered are %(registered)g t at most."
            )
            % {
                "container": stock.container,
                "held": stock.quantity_t,
                "registered": stock.registered_t,
            },
            enterprise_id=stock.enterprise_id,
            region_code=stock.region_code,
            evidence=(
                Evidence(_("amount held"), f"{stock.quantity_t:g} t", stock.url),
                Evidence(_("registered amount"), f"{stock.registered_t:g} t", stock.url),
            ),
        )


@rule("blue_repeated")
def blue_with_repeated_hazards(look: Look) -> Iterator[Contradiction]:
    """A unit is graded as low risk, and hazards come there again and again."""
    days = int(look.number("days", 90))
    repeated = list_repeated(
        kinds=HAZARD_FACTORS,
        since=look.now - timedelta(days=days),
        at_least=max(1, int(look.number("count", 3))),
        level=BLUE,
    )
    for unit, count in repeated:
        if look.enterprise_id is not None and unit.enterprise_id != look.enterprise_id:
            continue
        yield Contradiction(
            fingerprint=f"unit:{unit.id}:{count}",
            title=_("Blue, but hazards keep coming: %(unit)s") % {"unit": unit.name},
            explanation=_(
                "The unit “%(unit)s” is graded blue; within %(days)d days %(count)d hazards were "
                "found there. Assess it anew."
            )
            % {"unit": unit.name, "days": days, "count": count},
            enterprise_id=unit.enterprise_id,
            region_code=unit.region_code,
            evidence=(
                Evidence(_("risk unit"), f"{unit.object_name} · {unit.name}", unit.url),
                Evidence(_("hazards within the time"), str(count), unit.url),
            ),
        )
