"""What we write about without anything having happened to one's own seat: the week's new events."""
