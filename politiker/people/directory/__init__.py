"""Finding colleagues who chose to be found."""
