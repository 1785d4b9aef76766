"""The views of the Inside page: each looks at one network at one moment of its training."""
