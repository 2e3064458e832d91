"""Records of the sector packs."""

from anlan.supervision.ledgers.models.checking import Checklist, ChecklistItem, Criterion
from anlan.supervision.ledgers.models.duty import Cadence, CadenceOccurrence, Target
from anlan.supervision.ledgers.models.ledger import Ledger, LedgerField, LedgerRow
from anlan.supervision.ledgers.models.pack import NamedThing, Pack, PackVersion

__all__ = [
    "Cadence",
    "CadenceOccurrence",
    "Checklist",
    "ChecklistItem",
    "Criterion",
    "Ledger",
    "LedgerField",
    "LedgerRow",
    "NamedThing",
    "Pack",
    "PackVersion",
    "Target",
]
