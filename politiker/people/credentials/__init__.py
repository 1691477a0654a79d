"""Changing what one signs in with while one is signed in: the password and the address."""
