"""Sector packs: ledgers, checklists, criteria and cadences as data."""
