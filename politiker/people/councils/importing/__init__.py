"""A whole council, or all 98, from a file: read, plan, show, and only then carry out; all of it or nothing."""
