"""Release of substances: from holes and vessels, by flashing, from pools.

Properties are arguments; the caller takes them from a property package at the state named in the
docstring. Pressures are absolute.
"""
