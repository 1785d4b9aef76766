"""The views of the Collect page."""
