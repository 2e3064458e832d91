"""Wind: the field of a typhoon, and what share of the things in it is damaged.

Field: ``holland1980`` (profile), ``holland2008`` (from pressures alone). Damage: ``emanuel2011``
with the regional calibration of ``eberenz2021``. ``typhoon`` binds them.
"""
