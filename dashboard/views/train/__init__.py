"""What the Train page shows: the moving picture of a run, and the settings of the next one."""
