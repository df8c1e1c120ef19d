"""What the entry scripts of Lambda delivery share; one job for each module."""
