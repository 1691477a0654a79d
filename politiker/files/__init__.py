"""Files people hand in: known by their content, cleaned, kept, and given out as a download."""
