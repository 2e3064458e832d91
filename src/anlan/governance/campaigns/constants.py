"""What a campaign begins with; every county changes it in its own data."""

from __future__ import annotations

from typing import Any, Final

#: Criteria of the sunshine list: each counts from 0 to 100; weights are changed per campaign.
CRITERIA: Final[tuple[dict[str, Any], ...]] = (
    {
        "code": "in_time",
        "name": "任务按期完成率",
        "formula": "到期任务中按期完成的件数÷到期任务件数×100",
        "weight": 40,
    },
    {
        "code": "not_overdue",
        "name": "无逾期率",
        "formula": "（1－逾期未完成件数÷到期任务和到期清单件数）×100",
        "weight": 20,
    },
    {
        "code": "forms_in_time",
        "name": "报表按时报送率",
        "formula": "按时报送的报表份数÷到期报表份数×100",
        "weight": 20,
    },
    {
        "code": "hazards_cleared",
        "name": "问题隐患按期销号率",
        "formula": "到期问题隐患中按期销号的条数÷到期问题隐患条数×100",
        "weight": 20,
    },
)
#: Units praised and criticised in a notice at most.
PRAISED, CRITICISED = 3, 3
#: Below this score a unit is criticised; from this score on it may be praised.
CRITICISED_BELOW, PRAISED_FROM = 60, 85
