"""Figures, from arrays and events. Pure: nothing here draws on a page."""
