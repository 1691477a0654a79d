"""What an event asks of those who sign up, and what they answer."""
