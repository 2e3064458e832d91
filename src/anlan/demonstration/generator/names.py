"""Names that read well and that nobody takes for real: every person's name ends in 演示."""

from __future__ import annotations

from .chance import Chance

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
    "奚范彭郎鲁韦昌马苗凤花方俞任袁柳唐罗薛雷贺倪汤滕殷毕郝邬安常乐于时傅皮齐康伍余元顾孟黄"
)
GIVEN = "甲乙丙丁东西南北春夏秋冬天地山川江河湖海云雨风雪松竹梅兰金木水火土石星月日光晨昏长安宁平"
MARK = "演示"

_FIRM_WORDS = (
    "安澜长风清源明川北辰南屏东篱西岭青禾白鹭晨曦星河云起松涛竹海梅岭兰溪桂山荷塘枫林"
    "远航启明恒泰瑞丰宏图鼎新汇川润泽嘉禾盛景和风永固万象千帆百川同舟致远笃行守正求真"
    "金穗银杏铜鼓铁杉石门玉泉明珠彩虹白云蓝天绿洲碧水青山红叶紫荆橙光黛山翠微素心丹霞"
)
FIRM_WORDS = tuple(_FIRM_WORDS[i : i + 2] for i in range(0, len(_FIRM_WORDS), 2))


class NameBook:
    """Hands out each name once."""

    def __init__(self, chance: Chance) -> None:
        names = [f"{s}{g}{MARK}" for s in dict.fromkeys(SURNAMES) for g in dict.fromkeys(GIVEN)]
        self._names = iter(chance.sample(names, len(names)))
        self._firms: set[str] = set()
        self._chance = chance

    def person(self) -> str:
        """A person's name not used before."""
        return next(self._names)

    def firm(self, place: str, word: str, ending: str = "有限公司") -> str:
        """A firm's name not used before, such as 演示龙游长风造纸有限公司."""
        for _ in range(200):
            name = f"演示{place}{self._chance.pick(FIRM_WORDS)}{word}{ending}"
            if name not in self._firms:
                self._firms.add(name)
                return name
        number = 2
        while (name := f"演示{place}{FIRM_WORDS[0]}{word}{number}厂") in self._firms:
            number += 1
        self._firms.add(name)
        return name
