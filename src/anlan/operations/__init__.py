"""Running the platform on a machine: private services, supervision, health, backup, the command."""
