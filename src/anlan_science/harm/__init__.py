"""Harm: the share of people or buildings that a thermal, toxic or blast load injures.

One module holds the probits of one source; ``probit`` what they have in common; ``levels`` the
kinds of levels of concern.
"""
