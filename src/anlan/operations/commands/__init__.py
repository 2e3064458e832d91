"""The commands of ``anlan``; each module is imported only when one of its commands is called."""
