"""Numbers of this app that stand in no law; those of laws and the standard are in ``data/``."""

from __future__ import annotations

from datetime import timedelta

#: A filing this near its end is shown as running out.
FILING_NOTICE = timedelta(days=90)
#: The history calendar of commitments shows so many days.
CALENDAR_DAYS = 35
#: Text of the commitment, after the model text of the notice 应急〔2018〕74号 (unverified).
STATEMENT = (
    "今天我公司已进行安全风险研判，各项安全风险防控措施已落实到位，重大危险源安全包保责任已落实，"
    "我承诺所有生产装置处于安全运行状态，罐区、仓库等重大危险源安全风险得到有效管控。"
)
