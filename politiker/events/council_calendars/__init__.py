"""When the councils meet, as their own calendars tell: so that no event takes a councillor from a meeting."""
