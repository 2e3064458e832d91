"""Notices by e-mail through the county's mail server."""
