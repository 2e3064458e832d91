"""Portfolios, lists of responsibilities, annual work lists, records of duty performed."""

from anlan.governance.responsibility.models.lists import (
    LegalDuty,
    Responsibility,
    ResponsibilityList,
    WorkItem,
    WorkList,
)
from anlan.governance.responsibility.models.portfolio import Absence, Portfolio, PortfolioEntry
from anlan.governance.responsibility.models.records import DutyRecord

__all__ = [
    "Absence",
    "DutyRecord",
    "LegalDuty",
    "Portfolio",
    "PortfolioEntry",
    "Responsibility",
    "ResponsibilityList",
    "WorkItem",
    "WorkList",
]
