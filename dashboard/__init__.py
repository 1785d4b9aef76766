"""The small kit that the pages are built from."""
