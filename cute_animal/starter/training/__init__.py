"""Training the starter from scratch, stage by stage, on pictures that our own code draws."""
