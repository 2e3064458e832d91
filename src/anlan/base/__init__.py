"""P — platform base 底座: regions, people, access, audit, clocks, documents, notices, exchange."""
