"""Rain on the ground: how wet a catchment already is.

``kohler_linsley1951`` holds the antecedent precipitation index; ``windows`` the greatest depth that
fell within a duration.
"""
