"""politiker: where Danish local politicians meet across parties and municipalities."""
