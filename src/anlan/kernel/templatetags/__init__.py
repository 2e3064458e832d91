"""Template tags of the kernel: the small pieces every page is made of."""
