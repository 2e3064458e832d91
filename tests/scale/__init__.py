"""More than one machine's worth: several ingesters over a replicated stream."""
