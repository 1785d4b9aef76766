"""The views of the Sketch page: each looks at one reading of one sketch."""
