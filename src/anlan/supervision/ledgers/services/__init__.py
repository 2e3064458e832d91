"""Acts on packs, ledgers and duties."""
