"""What this machine offers: devices, processor threads, memory."""
