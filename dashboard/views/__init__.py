"""What the pages show, a folder for each page."""
