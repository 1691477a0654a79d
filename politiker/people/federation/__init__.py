"""Logging in with the municipality's own log-in (OpenID Connect): code, PKCE and nonce."""
