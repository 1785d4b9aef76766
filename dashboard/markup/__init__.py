"""Pictures and small HTML. Pure: nothing here draws on a page."""
