"""The upkeep of the forces: certificates, insurance, checks, trainings, experts, neighbours."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.contrib.gis.geos import Point

from anlan.command.teams.models import (
    Expert,
    JointTraining,
    NeighbourTeam,
    StandBy,
    Team,
    TeamCertificate,
    TeamEquipment,
    TeamInsurance,
    TeamMember,
)
from anlan.demonstration.loader.book import Book
from anlan.kernel.bulk import update_rows

#: Certificates by what a team can do first; the rest of the teams have first-aid certificates.
CERTIFICATES = {
    "chemical_rescue": "危险化学品应急救援员",
    "fire_fighting": "灭火救援员",
    "forest_fire": "森林消防员",
    "mine_rescue": "矿山救护员",
    "search_rescue": "应急救援员",
    "flood_rescue": "水上救援员",
}
FIRST_AID = "急救员"
#: Kinds of the table of teams that show something that ran out, or soon will.
LAPSED_CAPABILITY, SOON_CAPABILITY = "mine_rescue", "chemical_rescue"

#: Kinds of incident · field · place of work · title · availability.
EXPERTS = (
    (("chemical", "fire"), "危险化学品泄漏处置", "演示化工研究院", "正高级工程师", "available"),
    (("chemical",), "有毒气体扩散与个体防护", "演示理工大学", "教授", "available"),
    (("chemical", "public_health"), "急性中毒救治", "演示市人民医院", "主任医师", "by_phone"),
    (("fire",), "大型综合体灭火救援", "演示消防研究所", "高级工程师", "available"),
    (("flood", "weather"), "防洪抢险与水工建筑物", "演示水利设计院", "高级工程师", "available"),
    (("geological",), "滑坡泥石流勘查处置", "演示地质大队", "正高级工程师", "available"),
    (("forest_fire",), "森林火灾扑救", "演示林业局", "高级工程师", "away"),
    (("mine",), "矿山通风与救护", "演示矿业大学", "教授", "available"),
    (
        ("earthquake", "construction"),
        "建筑结构安全鉴定",
        "演示建筑设计院",
        "高级工程师",
        "by_phone",
    ),
    (
        ("gas", "special_equipment"),
        "燃气与承压设备",
        "演示特种设备检验院",
        "高级工程师",
        "available",
    ),
)
#: Side of the county · name · capabilities · people · degrees east and north of the seat.
NEIGHBOURS = (
    ("东邻县", "危险化学品救援队", ("chemical_rescue", "fire_fighting"), 36, 0.42, 0.05),
    ("西邻区", "矿山救护队", ("mine_rescue", "search_rescue"), 28, -0.38, 0.02),
    ("南邻县", "森林消防大队", ("forest_fire", "search_rescue"), 60, 0.05, -0.45),
    ("北邻市", "水上救援队", ("flood_rescue", "search_rescue"), 24, -0.02, 0.40),
)


def write_preparedness(book: Book) -> None:
    """Write what stands behind the readiness of the forces, some of it run out on purpose."""
    teams = list(Team.objects.order_by("code"))
    _certificates(book, teams)
    _checks(book, teams)
    _insurance(book, teams)
    _trainings(book, teams)
    _stand_by(book, teams)
    _experts(book)
    _neighbours(book)


def _certificates(book: Book, teams: list[Team]) -> None:
    by_id = {team.pk: team for team in teams}
    rows, expired, soon = [], 0, 0
    for number, member in enumerate(TeamMember.objects.order_by("pk")):
        team = by_id[member.team_id]
        kind = CERTIFICATES.get(team.capabilities[0], FIRST_AID)
        days = 200 + number * 37 % 700
        if LAPSED_CAPABILITY in team.capabilities and expired < 2:
            days, expired = -12 - 8 * expired, expired + 1
        elif team.capabilities[0] == SOON_CAPABILITY and soon < 1:
            days, soon = 18, 1
        rows.append(
            TeamCertificate(
                member=member,
                kind=kind,
                number=f"YS-{team.code}-{number:04d}",
                valid_until=book.today + timedelta(days=days),
            )
        )
    book.write(TeamCertificate, rows)


def _checks(book: Book, teams: list[Team]) -> None:
    """Equipment was checked in the last four weeks; the social teams' boats are due in days."""
    social = {team.pk for team in teams if team.kind == "social"}
    rows = list(TeamEquipment.objects.order_by("pk"))
    for row in rows:
        due = 9 if row.team_id in social else 150 + row.pk % 20
        row.check_due_on = book.today + timedelta(days=due)
    update_rows(rows, ["check_due_on"])


def _insurance(book: Book, teams: list[Team]) -> None:
    """All but the last social team have a policy for everybody."""
    uninsured = [team.pk for team in teams if team.kind == "social"][-1:]
    book.write(
        TeamInsurance,
        (
            TeamInsurance(
                team=team,
                insurer="演示财产保险公司",
                policy_number=f"YSBX-{team.code}",
                people=team.member_count,
                sum_insured=Decimal(800_000),
                valid_from=book.today - timedelta(days=120 + number),
                valid_until=book.today + timedelta(days=245 - number),
            )
            for number, team in enumerate(teams)
            if team.pk not in uninsured
        ),
    )


def _trainings(book: Book, teams: list[Team]) -> None:
    """A drill and two courses; the township teams' course lies more than a year back."""
    held = (
        (
            "drill",
            40,
            "危险化学品泄漏联合演练（演示）",
            "会合点选择合理；侦检与洗消衔接用时偏长，已列入改进。",
            ("chemical_rescue", "medical", "environmental_monitoring"),
        ),
        (
            "training",
            130,
            "汛前水上救援联合培训（演示）",
            "舟艇操作全员通过；夜间通信口令须统一。",
            ("flood_rescue",),
        ),
        (
            "drill",
            410,
            "山林火灾联合演练（演示）",
            "到场时间达标；队伍间电台频道不一致，已整改。",
            ("forest_fire", "engineering", "electricity"),
        ),
    )
    for kind, days, subject, result, capabilities in held:
        taking_part = [
            team
            for team in teams
            if set(capabilities) & set(team.capabilities) and team.kind != "grassroots"
        ]
        if len(taking_part) < 2:
            continue
        (training,) = book.write(
            JointTraining,
            [
                JointTraining(
                    kind=kind,
                    held_on=book.today - timedelta(days=days),
                    subject=subject,
                    region_id=book.county.code,
                    result=result,
                )
            ],
        )
        training.teams.set(taking_part)


def _stand_by(book: Book, teams: list[Team]) -> None:
    """One past order of the last rain: it shows how an order runs and ends."""
    team = next((t for t in teams if "flood_rescue" in t.capabilities), None)
    if team is None:
        return
    book.write(
        StandBy,
        [
            StandBy(
                team=team,
                region_id=team.region_id,
                location=team.location,
                place="乡镇应急点（演示）",
                starts_at=book.days_ago(9.5),
                ends_at=book.days_ago(9),
                why="短时强降雨，山洪黄色预警（演示）",
                level=3,
                state="ended",
                ordered_by="演示值班员",
                arrived_at=book.days_ago(9.46),
                ended_at=book.days_ago(9.02),
            )
        ],
    )


def _experts(book: Book) -> None:
    """Fictitious experts; some are people of the contact book and are told at once."""
    leaders = [book.people[team.leader] for team in book.county.teams]
    book.write(
        Expert,
        (
            Expert(
                code=f"E{number:03d}",
                name=f"专家{number:02d}演示",
                incident_kinds=list(kinds),
                field=field,
                employer=employer,
                title=title,
                phone=f"0005711{number:04d}",
                person_id=leaders[number] if number % 2 else None,
                region_id=book.county.code,
                appointed_on=book.today - timedelta(days=700),
                appointed_until=book.today + timedelta(days=20 if number == 4 else 395),
                availability=availability,
            )
            for number, (kinds, field, employer, title, availability) in enumerate(EXPERTS, 1)
        ),
    )


def _neighbours(book: Book) -> None:
    centre = next(r.centre for r in book.county.regions if r.code == book.county.code)
    if centre is None:
        return
    book.write(
        NeighbourTeam,
        (
            NeighbourTeam(
                code=f"N{number:03d}",
                name=f"{region}{name}（演示）",
                kind="professional",
                capabilities=list(capabilities),
                home_region=f"{region}（演示）",
                location=Point(centre.longitude + east, centre.latitude + north, srid=4326),
                people=people,
                office=f"{region}应急管理局值班室（演示）",
                office_phone=f"0005700{number:04d}",
                agreement="应急救援力量跨区域协作协议（演示）",
                agreed_until=book.today + timedelta(days=300),
            )
            for number, (region, name, capabilities, people, east, north) in enumerate(
                NEIGHBOURS, 1
            )
        ),
    )
