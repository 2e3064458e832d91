"""Explosion: overpressure, impulse and duration of blast from solids, clouds and vessels.

``kingery_bulmash1984`` holds the blast of TNT on the ground, ``ccps1994_tnt`` the equivalent mass,
``tang_baker1999`` (Baker-Strehlow-Tang) and ``van_den_berg1985`` (multi-energy) the clouds,
``brode1959`` and ``baker1983`` the vessels.
"""
