"""Fire: flames of pools and jets, fireballs, and the radiation that reaches a target.

Size: ``babrauskas1983`` (burning rate), ``thomas1963`` and ``heskestad1983`` (length), ``aga1974``
(tilt), ``chamberlain1987`` (jets), ``ccps1994_fireball``. Power: ``mudan1984`` (smoky flames) and
``lngfire1990``. Way: ``solid_flame`` (view factor), ``hajek_ludwig1960`` (point source) and
``bagster_pittblado1989`` (air). ``pool_fire`` binds them.

Vegetation: ``anderson1982`` (fuels), ``rothermel1972`` (rate), ``anderson1983`` (shape),
``byram1959`` (flames) and ``finney2002`` (front over terrain).
"""
