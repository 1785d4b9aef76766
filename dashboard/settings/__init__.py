"""Widgets for settings, and what is made of them: links, programs, files."""
