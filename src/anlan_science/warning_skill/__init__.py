"""How good warnings were: what came with warning, without, and for nothing.

``donaldson1975`` holds the ratios of the table of warned and occurred; ``matching`` pairs warnings
with events and takes the lead time.
"""
