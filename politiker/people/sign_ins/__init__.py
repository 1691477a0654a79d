"""Being signed in: attempts, browsers that are signed in, and devices we know."""
