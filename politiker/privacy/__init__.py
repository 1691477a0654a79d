"""What we know about one person, put together for that person: insight, and a copy to take along."""
