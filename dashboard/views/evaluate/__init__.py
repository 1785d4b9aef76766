"""The views of the Evaluate page: each looks at one measurement of one network."""
