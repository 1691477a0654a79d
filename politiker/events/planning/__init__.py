"""Planning an event: what has to be done before it, copies of it, and its rights taken back."""
