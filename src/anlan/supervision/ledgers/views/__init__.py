"""Pages of packs, ledgers and duties."""
