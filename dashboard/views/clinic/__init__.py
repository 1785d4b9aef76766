"""The Clinic: a clean training and one with a fault, side by side."""
