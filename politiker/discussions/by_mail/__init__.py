"""Answers that come by mail and become posts, in open rooms only."""
