"""P — platform base 底座: regions, people, access, audit, deadlines, documents, notices, exchange."""
