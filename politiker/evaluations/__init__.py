"""What guests thought of an event, what they took home, and that they were there."""
