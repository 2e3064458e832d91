"""Reading chains: origins, times and numbers of stages."""
