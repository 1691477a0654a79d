"""Threads and posts in rooms that are not confidential."""
