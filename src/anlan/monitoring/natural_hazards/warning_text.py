"""Reading the text of a Chinese warning: 某县气象台2026年6月10日8时20分发布暴雨橙色预警信号：……"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.monitoring.natural_hazards.parsed import COLOURS, ParsedWarning, UnreadableWarning

#: Who, when (the year and the month may be left out), what, in which colour.
ISSUE = re.compile(
    r"(?P<issuer>[\u4e00-\u9fff]{1,30}?(?:气象台|气象局|预警中心|预警信息发布中心|水利局|"
    r"自然资源(?:和规划)?局|应急管理局|林业局|指挥部))?"
    r"(?:联合[\u4e00-\u9fff]{2,30}?)?"
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日"
    r"(?P<hour>\d{1,2})[时:：](?:(?P<minute>\d{1,2})分?)?"
    r"(?P<act>发布|解除|继续发布|变更发布|更新发布|升级发布)"
    r"(?:了)?(?P<event>[\u4e00-\u9fff]{2,16}?)(?P<colour>[红橙黄蓝])色预警(?:信号)?"
)
HELD = timedelta(hours=24)


def read_text(text: str, *, now: datetime) -> ParsedWarning:
    """Read one message; parts of the date that are left out are those of ``now``.

    Raises ``UnreadableWarning`` when no issuer, time, kind or colour is found.
    """
    clean = re.sub(r"\s+", "", text)
    found = ISSUE.search(clean)
    if found is None:
        raise UnreadableWarning(_("time, kind and colour of the warning are not found in the text"))
    issued = _moment(found, now)
    issuer = found["issuer"] or ""
    colour, event = found["colour"], found["event"]
    is_lifted = found["act"] == "解除"
    rest = clean[found.end() :].lstrip("：:，,。[]IViv/一般较重特别大严")
    digest = hashlib.sha256(clean.encode()).hexdigest()[:16]
    return ParsedWarning(
        identifier=f"text-{issued:%Y%m%d%H%M}-{digest}",
        sender=issuer or "text",
        sender_name=issuer,
        sent_at=issued,
        format="text",
        event=event,
        headline=f"{issuer}{found['act']}{event}{colour}色预警信号",
        message_type="Cancel" if is_lifted else "Alert",
        expires_at=None if is_lifted else issued + HELD,
        effective_at=issued,
        description=text.strip(),
        instruction=rest[rest.find("请") :] if "请" in rest else "",
        level=COLOURS[colour],
        area_text=clean[:1000],
    )


def _moment(found: re.Match[str], now: datetime) -> datetime:
    local = timezone.localtime(now)
    try:
        issued = datetime(
            int(found["year"] or local.year),
            int(found["month"] or local.month),
            int(found["day"]),
            int(found["hour"]),
            int(found["minute"] or 0),
            tzinfo=local.tzinfo,
        )
    except ValueError:
        raise UnreadableWarning(_("the time of the warning does not exist")) from None
    return issued
