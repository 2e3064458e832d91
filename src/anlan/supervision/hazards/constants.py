"""Codes of clocks and limits; the numbers stand in ``data/`` with their legal basis."""

from __future__ import annotations

#: Clock rules (``data/clock_rules.csv``).
VERIFY_CLOCK = "hazards.verify"
RECTIFY_GENERAL = "hazards.rectify_general"
RECTIFY_MAJOR = "hazards.rectify_major"
REVIEW_CLOCK = "hazards.review"
TRANSFER_CLOCK = "hazards.transfer_answer"
DISPUTE_CLOCK = "hazards.dispute_decision"
LOOK_BACK_CLOCK = "hazards.look_back"
NOTICE_CLOCK = "hazards.major_notice"
DUAL_REPORT_CLOCK = "hazards.dual_report"
LISTING_CLOCKS = {
    "province": "hazards.listed_province",
    "city": "hazards.listed_city",
    "county": "hazards.listed_county",
    "township": "hazards.listed_township",
}
#: Rungs of the escalation after the time to rectify has passed; each clock runs out into the next.
ESCALATION_CLOCKS = (
    "hazards.escalate_principal",
    "hazards.escalate_township",
    "hazards.escalate_bureau",
    "hazards.escalate_leader",
)

#: Limits (``data/limits.csv``).
EXTENSION_TIMES = "extension_times"
EXTENSION_DAYS = "extension_days"
RECURRENCE_MONTHS = "recurrence_months"
NOTICE_HOURS = "notice_hours"

#: What an order to stop rests on.
SUSPENSION_BASIS = "《中华人民共和国安全生产法》（2021）第六十五条第一款第（三）项、第七十条"
DUAL_REPORT_BASIS = "《中华人民共和国安全生产法》（2021）第四十一条第二款"
QUARTERLY_BASIS = "《安全生产事故隐患排查治理暂行规定》（原国家安全监管总局令第16号）第十四条"

#: Edges of the ageing classes in days: up to 7, 15, 30, 90, 180, and longer.
AGE_EDGES_DAYS = (7, 15, 30, 90, 180)
