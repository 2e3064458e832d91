"""Reading an uploaded table: xlsx or csv, as real offices make them, and as nobody should.

``read_book`` gives the sheets with their rows as text; ``find_header`` and ``split_table`` say
where the headings stand and which rows are none (totals, notes). Nothing here asks the database.
"""

from anlan.base.exchange.services.reading.book import (
    MAX_BYTES,
    Book,
    Sheet,
    SheetRow,
    read_book,
)
from anlan.base.exchange.services.reading.table import (
    Header,
    Table,
    find_header,
    read_table,
    split_table,
)

__all__ = [
    "MAX_BYTES",
    "Book",
    "Header",
    "Sheet",
    "SheetRow",
    "Table",
    "find_header",
    "read_book",
    "read_table",
    "split_table",
]
