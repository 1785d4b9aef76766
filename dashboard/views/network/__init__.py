"""The parts of the Network page: a network with an image on its way through, and its layers."""
