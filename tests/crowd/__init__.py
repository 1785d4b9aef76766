"""Many visitors at once, simulated over real websockets."""
