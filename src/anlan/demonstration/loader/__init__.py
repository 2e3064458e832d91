"""From the generated county to rows: everything in one transaction, in order of dependence."""

from __future__ import annotations

from .county import CountyIsLoaded, LoadReport, load_county
from .emptying import remove_county

__all__ = ["CountyIsLoaded", "LoadReport", "load_county", "remove_county"]
