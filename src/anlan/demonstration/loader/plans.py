"""Point plans of three places, and the text of a township's plan that waits for confirmation."""

from __future__ import annotations

from datetime import timedelta

from anlan.command.plans.models import Plan, PlanImport
from anlan.command.plans.services.care import acknowledge
from anlan.command.plans.services.plans import load_plan, publish_plan
from anlan.command.plans.services.reading import start_import
from anlan.demonstration.generator.identifiers import telephone
from anlan.demonstration.generator.model import Region
from anlan.demonstration.loader.book import Book

#: Numbers of the serial telephones of point plans.
FIRST_PHONE = 8_800
#: kind of point, kind of incident, name of the place, danger, signal
POINTS = (
    (
        "geological",
        "geological",
        "屋后滑坡隐患点",
        "强降雨时屋后山坡可能滑坡",
        "铜锣连续急敲、手摇报警器",
    ),
    ("dam", "flood", "山塘下游转移点", "山塘漫坝或者溃坝", "应急广播、逐户敲门"),
    ("school", "flood", "村小学避险点", "山洪进入校园", "校园广播、连续打铃"),
)

TEXT = """{town}防汛防台应急预案（演示）
一、指挥体系
{town}防汛指挥部由主要负责人任指挥长，分管负责人任副指挥长。
指挥部办公室负责值班值守和信息汇总；督促各村落实转移责任人。
二、工作组
（1）转移安置组：由民政办公室牵头，各村参加。主要职责：逐户通知危险区人员转移；开放避灾安置点并登记人数。
（2）抢险救援组：由应急管理所牵头，民兵连参加。主要职责：搜救被困人员；封堵堤坝险情。
（3）后勤保障组：由党政办公室牵头。主要职责：调拨编织袋、救生衣等物资。
三、响应分级
1小时雨量达到50毫米以上，或者需要转移300人以上的，启动Ⅲ级响应。
1小时雨量达到30毫米以上，或者需要转移50人以上的，启动Ⅳ级响应。
Ⅲ级响应由指挥长任总指挥。
四、应急处置
网格员发现险情后，应当立即向指挥部办公室报告。
指挥部办公室接到报告后10分钟内报告指挥长，30分钟内书面报告县防汛指挥部办公室。
各村应当在1至2小时内完成危险区人员转移。
派出所负责封控淹没路段。
卫生院应当在45分钟内派出医疗队到安置点。
灾后恢复工作按照有关规定办理。
五、物资
编织袋3000条、救生衣60件、冲锋舟2艘、排水泵3台。
六、联系方式
指挥部办公室：{phone}
派出所：110
"""


def write_plans(book: Book) -> None:
    """Write the point plans and put them into force; read one text."""
    villages = [region for region in book.county.regions if region.level == "village"][:3]
    for number, village in enumerate(villages):
        _point(book, village, number)
    towns = [region for region in book.county.regions if region.level == "township"]
    if towns:
        start_import(
            name="",
            code="XZ-FX",
            kind="grassroots",
            text=TEXT.format(town=towns[0].name, phone=telephone(FIRST_PHONE)),
            region_id=towns[0].code,
            actor=book.actor,
        )
    book.counts[Plan._meta.label] += len(villages)
    book.counts[PlanImport._meta.label] += len(towns[:1])


def _point(book: Book, village: Region, number: int) -> None:
    kind, incident, place, danger, signal = POINTS[number]
    phones = [telephone(FIRST_PHONE + 10 * (number + 1) + serial) for serial in range(3)]
    issued = book.today - timedelta(days=60 + number)
    plan = load_plan(
        content={
            "code": f"DW-{number + 1:02d}",
            "name": f"{village.name}{place}一点一预案（演示）",
            "kind": "point",
            "incident_kinds": [incident],
            "purpose": danger,
            "issued_on": issued.isoformat(),
            "review_due_on": (issued + timedelta(days=1095)).isoformat(),
            "source": "演示数据",
            "is_demonstration": True,
            "point": {
                "kind": kind,
                "place": f"{village.name}{place}",
                "danger": danger,
                "households": 12 + 3 * number,
                "people": 38 + 9 * number,
                "in_need": "行动不便的2人，由党员结对帮扶",
                "signal": signal,
                "route": "出门沿村道向高处，不走溪边和陡坡",
                "shelter": f"{village.name}文化礼堂（避灾安置点）",
                "return_rule": "接到解除通知后方可返回",
            },
            "contacts": [
                {"post": "村主要负责人", "phone": phones[0], "duty": "决定转移、向上级报告"},
                {"post": "网格员", "phone": phones[1], "duty": "巡查、发出信号"},
                {"post": "村医", "phone": phones[2], "duty": "救护、帮扶行动不便人员"},
            ],
            "records": [
                {
                    "kind": "filing",
                    "done_on": (issued + timedelta(days=10)).isoformat(),
                    "with_whom": "所在乡镇（街道）",
                    "note": "演示记录",
                }
            ],
        },
        actor=book.actor,
    )
    Plan.objects.filter(pk=plan.pk).update(region_id=village.code)
    acknowledge(plan_id=plan.pk, actor=book.actor, reason="演示点位，启用前核对")
    publish_plan(plan_id=plan.pk, actor=book.actor)
