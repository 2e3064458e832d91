"""What the platform's own records answer: plans, teams, supplies, shelters, drills, hazards …

The words of what was found are official Chinese: they stand in answers and papers. A check without
data says so and is neither yes nor no.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.public import organisation_names
from anlan.command.drills.public import cadence_rate
from anlan.command.plans.public import count_in_force
from anlan.command.shelters.public import list_shelters
from anlan.command.supplies.public import tally_covered
from anlan.command.teams.public import TeamInfo, list_teams
from anlan.governance.accidents.public import count_accidents
from anlan.governance.accreditation.contracts import Candidate, Check, Finding
from anlan.governance.accreditation.registry import register_check
from anlan.governance.responsibility.public import leaders_in_charge
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.supervision.enterprises.public import list_expired
from anlan.supervision.hazards.public import count_due, open_counts

#: What a team of a township or village can be; a test holds them against the teams' own words.
TEAM_CAPABILITIES = (
    "chemical_rescue",
    "fire_fighting",
    "forest_fire",
    "medical",
    "search_rescue",
    "flood_rescue",
    "evacuation",
    "engineering",
    "drone",
)
NO_PLACE = "平台没有按该类单位登记的记录，请附材料，由审核人核对。"
DAYS_OF_YEAR = 365
#: Rank of the county's principal leader, who answers for everybody and says nothing of one unit.
PRINCIPAL = 3


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    value = str(given.get(name, "")).strip()
    return int(value) if value.isdigit() else default


def plans(actor: Actor, who: Candidate, given: Mapping[str, str]) -> Finding:
    """Plans in force of the unit or its place, none with its review overdue."""
    own, late = 0, 0
    if who.organisation_id is not None:
        own, late = count_in_force(actor, organisation_id=who.organisation_id)
    if not own and who.region_prefix:
        own, late = count_in_force(actor, region_prefix=who.region_prefix)
    url = reverse("plans:list")
    if not own:
        return Finding(False, "预案库中没有本单位或本辖区现行预案。", url)
    words = f"现行预案{own}个" + (f"，其中{late}个评估修订逾期。" if late else "。")
    return Finding(own >= _number(given, "least", 1) and not late, words, url)


def teams(actor: Actor, who: Candidate, given: Mapping[str, str]) -> Finding:
    """Rescue teams based in the place or belonging to the unit."""
    url = reverse("teams:list")
    found: list[TeamInfo] = []
    if who.organisation_id is not None or who.region_prefix:
        found = list_teams(
            capabilities=TEAM_CAPABILITIES,
            actor=actor,
            organisation_id=who.organisation_id,
            region_prefix=who.region_prefix,
        )
    if not found:
        return Finding(False, "队伍库中没有本单位或本辖区的应急队伍。", url)
    people = sum(team.members for team in found)
    least = _number(given, "people", 0)
    words = f"应急队伍{len(found)}支、{people}人：{'、'.join(t.name for t in found[:3])}。"
    return Finding(people >= least, words + (f"要求不少于{least}人。" if least else ""), url)


def supplies(actor: Actor, who: Candidate, given: Mapping[str, str]) -> Finding:
    """Lines of stock with a minimum in the place, all of them covered and not expired."""
    url = reverse("supplies:list")
    if not who.region_prefix:
        return Finding(None, NO_PLACE)
    rows = tally_covered(actor, on=clock.today(), region_prefix=who.region_prefix)
    whole, part = sum(row.whole for row in rows), sum(row.part for row in rows)
    if not whole:
        return Finding(None, "物资库中没有本辖区设定储备下限的物资，请附储备清单。", url)
    return Finding(part == whole, f"设定下限的物资{whole}项，足量且未过期{part}项。", url)


def shelters(actor: Actor, who: Candidate, given: Mapping[str, str]) -> Finding:
    """Shelters in use in the place."""
    if not who.region_prefix:
        return Finding(None, NO_PLACE)
    found = [s for s in list_shelters(actor) if s.region_code.startswith(who.region_prefix)]
    url = reverse("shelters:list")
    if not found:
        return Finding(False, "避难场所库中没有本辖区的场所。", url)
    room = sum(shelter.capacity for shelter in found)
    return Finding(True, f"避难场所{len(found)}处，可容纳{room}人。", url)


def drills(actor: Actor, who: Candidate, given: Mapping[str, str]) -> Finding:
    """Duties to hold drills, all of them in time."""
    url = reverse("drills:duties")
    found = None
    if who.organisation_id is not None:
        found = cadence_rate(actor, organisation_id=who.organisation_id)
    if who.region_prefix and (found is None or not found.duties):
        found = cadence_rate(actor, region_prefix=who.region_prefix)
    if found is None or not found.duties:
        return Finding(None, "没有登记的演练义务，请附近一年演练记录。", url)
    words = f"演练义务{found.duties}项，按期{found.in_time}项，逾期{found.late}项。"
    return Finding(not found.late, words, url)


def leaders(actor: Actor, who: Candidate, given: Mapping[str, str]) -> Finding:
    """Somebody answers for the unit in the portfolios."""
    url = reverse("responsibility:entries")
    if who.organisation_id is None:
        return Finding(None, NO_PLACE, url)
    found = [one for one in leaders_in_charge(who.organisation_id) if one.rank < PRINCIPAL]
    if not found:
        return Finding(None, "责任制中没有登记本单位负责人，请附班子分工文件。", url)
    names = "、".join(f"{leader.name}" for leader in found[:3])
    return Finding(True, f"责任制登记的负责人和分管领导{len(found)}名：{names}。", url)


def accidents(actor: Actor, who: Candidate, given: Mapping[str, str]) -> Finding:
    """No counted accident with deaths in the place in the last years."""
    years = _number(given, "years", 3)
    grade = _number(given, "grade", 0) or None
    url = reverse("accidents:list")
    if not who.region_prefix:
        return Finding(None, "事故台账不按单位提供统计，由审核人核对。", url)
    today = clock.today()
    found = count_accidents(
        actor,
        since=today - timedelta(days=DAYS_OF_YEAR * years),
        until=today,
        region_prefix=who.region_prefix,
        min_grade=grade,
    )
    what = "较大及以上事故" if grade else "计入统计的事故"
    number = found.accidents
    words = f"近{years}年本辖区{what}{number}起，死亡{found.deaths}人。"
    is_met = not (number if grade else found.deaths)
    if is_met and found.waiting:
        return Finding(None, f"{words}另有{found.waiting}起待核定，由审核人核对。", url)
    return Finding(is_met, words, url)


def hazards_open(actor: Actor, who: Candidate, given: Mapping[str, str]) -> Finding:
    """No major hazard stands open at the enterprise; in a place none is late."""
    url = reverse("hazards:list")
    if who.enterprise_id is not None:
        found = open_counts(enterprise_id=who.enterprise_id, actor=actor)
        words = f"未销号隐患{found.total}项，其中重大{found.major}项，逾期{found.overdue}项。"
        return Finding(not found.major and not found.overdue, words, url)
    if not who.region_prefix:
        return Finding(None, NO_PLACE)
    today = clock.today()
    due = count_due(
        actor,
        since=today - timedelta(days=DAYS_OF_YEAR),
        until=today,
        region_prefix=who.region_prefix,
    )
    if not due.due:
        return Finding(None, "近一年本辖区没有到期的隐患记录。", url)
    words = f"近一年到期隐患{due.due}项，按期销号{due.on_time}项，仍逾期{due.late_open}项。"
    return Finding(not due.late_open, words, url)


def papers(actor: Actor, who: Candidate, given: Mapping[str, str]) -> Finding:
    """Licences, certificates and inspections of the enterprise have not run out."""
    if who.enterprise_id is None:
        return Finding(None, NO_PLACE)
    found = list_expired(who.enterprise_id, actor)
    url = reverse("enterprises:detail", args=[who.enterprise_id])
    if found:
        words = f"已过期证照、检验、保险等{len(found)}项：{found[0].title}等。"
        return Finding(False, words[:300], url)
    return Finding(True, "平台登记的证照、检验、保险均在有效期内。", url)


def unit_exists(actor: Actor, who: Candidate, given: Mapping[str, str]) -> Finding:
    """The unit stands in the contact book: somebody can be reached."""
    if who.organisation_id is None:
        return Finding(None, "由乡镇代为申报，机构通讯录没有单独登记。")
    names = organisation_names([who.organisation_id])
    url = reverse("organisations:organisation", args=[who.organisation_id])
    return Finding(bool(names), "机构通讯录已登记。" if names else "机构通讯录没有登记。", url)


def register_all() -> None:
    """Make the platform's own checks known; called when the app is ready."""
    for check in (
        Check("plans", _("plans in force"), _("plan library"), plans, (("least", "1"),)),
        Check("teams", _("rescue teams"), _("register of teams"), teams, (("people", "0"),)),
        Check("supplies", _("emergency supplies"), _("stock of supplies"), supplies),
        Check("shelters", _("emergency shelters"), _("register of shelters"), shelters),
        Check("drills", _("drills held in time"), _("duties to hold drills"), drills),
        Check("leaders", _("leaders in charge"), _("portfolios of leaders"), leaders),
        Check(
            "accidents",
            _("no grave accident for years"),
            _("register of accidents"),
            accidents,
            (("years", "3"), ("grade", "0")),
            is_final=True,
        ),
        Check(
            "hazards",
            _("hazards under control"),
            _("register of hazards"),
            hazards_open,
            is_final=True,
        ),
        Check(
            "papers",
            _("papers in date"),
            _("register of enterprises"),
            papers,
            is_final=True,
        ),
        Check("contact", _("unit in the contact book"), _("contact book"), unit_exists),
    ):
        register_check(check)
