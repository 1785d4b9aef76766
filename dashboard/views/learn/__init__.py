"""The page Learn: the path of lessons, and what a lesson asks at its beginning and its end."""
