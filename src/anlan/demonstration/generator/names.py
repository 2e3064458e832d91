"""Names that read well and that nobody takes for real: every person's name ends in 演示."""

from __future__ import annotations

from .chance import Chance

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛"
    "奚范彭郎鲁韦昌马苗凤花方俞任袁柳唐罗薛雷贺倪汤滕殷毕郝邬安常乐于时傅皮齐康伍余元顾孟黄"
)
GIVEN = "甲乙丙丁东西南北春夏秋冬天地山川江河湖海云雨风雪松竹梅兰金木水火土石星月日光晨昏长安宁平"
MARK = "演示"

FIRM_WORDS = (
    "安澜 长风 清源 明川 北辰 南屏 东篱 西岭 青禾 白鹭 晨曦 星河 云起 松涛 竹海 梅岭 兰溪 桂山 荷塘 枫林 "
    "远航 启明 恒泰 瑞丰 宏图 鼎新 汇川 润泽 嘉禾 盛景 和风 永固 万象 千帆 百川 同舟 致远 笃行 守正 求真 "
    "金穗 银杏 铜鼓 铁杉 石门 玉泉 明珠 彩虹 白云 蓝天 绿洲 碧水 青山 红叶 紫荆 橙光 黛山 翠微 素心 丹霞"
).split()


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
