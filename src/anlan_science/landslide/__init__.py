"""Landslides: what sets slopes moving.

``skempton_delory1957`` is the balance of an infinite slope; ``caine1980`` the first worldwide
intensity-duration curve of rain, ``guzzetti2008`` its update from more events.
"""
