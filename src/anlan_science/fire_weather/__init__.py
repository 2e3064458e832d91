"""Fire weather: the Canadian Forest Fire Weather Index System, daily and hourly.

``van_wagner_pickett1985`` holds the daily codes and indices, ``van_wagner1987`` the severity
rating, ``van_wagner1977`` the hourly code, ``lawson_armitage2008`` the day lengths; ``system``
binds them.
"""
