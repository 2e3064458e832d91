"""What a plan counts on and whom it calls: resources with quantities, contacts with telephones."""

from __future__ import annotations

import re

from anlan.command.plans.extraction.headings import Placed
from anlan.command.plans.extraction.result import Anchor, Contact, Resource
from anlan.kernel.reading.numerals import number

_UNIT = (
    "立方米|平方米|公里|千克|公斤|台套|台|套|顶|床|艘|把|部|支|件|吨|条|具|辆|个|面|箱|根|只|桶|"
    "双|副|卷|盏|罐|袋|架|米|份"
)
_RESOURCE = re.compile(
    rf"(?P<name>[\u4e00-\u9fffA-Za-z（）()]{{2,20}}?)(?P<n>\d[\d,]*(?:\.\d+)?万?)\s*(?P<unit>{_UNIT})"
    r"(?=[、，,。；;）)\s]|$)"
)
_PLACE = re.compile(r"物资|装备|储备|器材|设备|资源|保障")
_PHONE = re.compile(
    r"(?<![\d.])(?P<phone>1[3-9]\d{9}|0\d{2,3}[-—－ ]?\d{7,8}|[2-8]\d{6,7}"
    r"|110|119|120|122|12350|12345)(?![\d.])"
)
_NOT_PHONE = re.compile(r"(?:拨打|或|和)?$")
_SPLIT = re.compile(r"[：:\s|｜、，,。；;]+")
_WORDS = re.compile(r"(?:值班|报警|联系|办公)?电话|手机|联系方式|号码")


def find_resources(placed: tuple[Placed, ...]) -> list[Resource]:
    """Return quantities of things: two or more in a line, or under a heading about supplies."""
    found = []
    for item in placed:
        text = item.line.text
        matches = list(_RESOURCE.finditer(text))
        named = any(_PLACE.search(heading.title) for heading in item.path) or _PLACE.search(text)
        if not matches or (len(matches) < 2 and not named):
            continue
        if len(matches) < 2 and not any(_PLACE.search(h.title) for h in item.path[-1:]):
            continue
        for match in matches:
            name = re.sub(
                r"^(?:县级|镇级|区级)?(?:储备|配备|配置|备有|现有|有)", "", match.group("name")
            )
            name = name.strip("（）()、")
            if len(name) < 2:
                continue
            count = number(match.group("n"))
            doubts = () if count == int(count) else ("fraction",)
            quote = match.group()[:200]
            found.append(
                Resource(
                    name,
                    max(1, round(count)),
                    match.group("unit"),
                    Anchor(item.line.number, quote),
                    doubts,
                )
            )
    return found


def find_contacts(placed: tuple[Placed, ...]) -> list[Contact]:
    """Return the telephone numbers with whom they reach."""
    found = []
    for item in placed:
        text = item.line.text
        for match in _PHONE.finditer(text):
            short = len(match.group("phone")) <= 5
            before = text[: match.start()]
            after = text[match.end() :]
            if short and not re.search(r"[：:\s|\t]$|拨打?$|电话$", before):
                continue
            words = [w for w in _SPLIT.split(before) if w]
            note = " ".join(w for w in _SPLIT.split(after) if w and not _PHONE.search(w))
            post = _post(words)
            doubts = () if post else ("no_post",)
            quote = Anchor(item.line.number, text[:200])
            found.append(Contact(post[:100], match.group("phone"), quote, note[:100], doubts))
    return found


def _post(words: list[str]) -> str:
    for word in reversed(words):
        clean = _WORDS.sub("", word).strip("（）()")
        if len(clean) >= 2 and not _PHONE.search(clean):
            return clean if len(words) < 3 or len(word) > 12 else " ".join(words[-2:])
    return ""
