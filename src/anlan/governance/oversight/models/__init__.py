"""Kinds of supervision document, the documents, answers to them, what units say against them."""

from anlan.governance.oversight.models.kind import OrderKind
from anlan.governance.oversight.models.order import Answer, Order, Statement

__all__ = ["Answer", "Order", "OrderKind", "Statement"]
