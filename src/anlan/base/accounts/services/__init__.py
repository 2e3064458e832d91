"""All writes of accounts, rights, sessions and second factors."""
