"""Dispersion of gas in the air near the ground: passive plumes and puffs, dense gas, indoors.

Coordinates: x downwind from the source, y to the left of the wind (looking downwind), z up from the
ground, in metres. Concentrations are kg/m³ unless a name says otherwise. Averaging times are named
in every function they matter to. ``sigma_sets`` chooses spreads by exact identifier.
"""
