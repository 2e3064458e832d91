"""What is done with rounds, patrols and findings."""
