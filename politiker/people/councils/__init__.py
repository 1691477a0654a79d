"""A council and its members over time: changes, leave, prolonged periods, imports."""
