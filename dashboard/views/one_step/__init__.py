"""The parts of the One step page: each shows one line of a training step."""
