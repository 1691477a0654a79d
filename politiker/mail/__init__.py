"""Letters: the outbox they wait in, how they are written out, and how they are delivered."""
