"""What a release does around it: the models of ``anlan_science`` one behind the other.

Pure functions on numbers: no database, no clock. Coordinates are metres downwind (x) and to the
left of the wind (y) from the source.
"""
