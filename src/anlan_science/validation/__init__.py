"""Every model against published cases and measured experiments.

``data`` finds and reads the reference data, which is no part of the package, ``measures`` compares,
the other modules hold the experiments by field; ``report`` writes what came out.
"""
