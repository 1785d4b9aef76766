"""The views of the Compare page: each looks at several runs."""
