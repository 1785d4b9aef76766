"""A closer look at one image, for several pages."""
