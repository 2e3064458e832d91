"""The demonstration accounts: one for each role, over the part of the county that is its own."""

from __future__ import annotations

from anlan.base.accounts.public import open_demonstration_account
from anlan.demonstration.loader.book import Book


def open_accounts(book: Book) -> None:
    """Open the accounts through the services of accounts."""
    for account in book.county.accounts:
        value = account.scope_value
        if account.scope_kind == "organisation":
            value = str(book.organisations[value])
        open_demonstration_account(
            username=account.username,
            role_code=account.role,
            person_id=book.people[account.person],
            scope_kind=account.scope_kind,
            scope_value=value,
            actor=book.actor,
        )
        book.counts["accounts.User"] += 1
