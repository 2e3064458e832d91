"""Fire weather: the Canadian Forest Fire Weather Index System, daily and hourly; Chinese grades.

``van_wagner_pickett1985`` holds the daily codes and indices, ``van_wagner1987`` the severity
rating, ``van_wagner1977`` the hourly code, ``lawson_armitage2008`` the day lengths; ``system``
binds them. ``ly_t_1172_1995`` holds the five grades of the Chinese forestry standard.
"""
