"""What belongs to one visitor. Imports nothing: `assignment` is read before PyTorch is there."""
