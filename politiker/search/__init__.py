"""One box for people, events and threads: only what the asker may read, and the same answers on both databases."""
