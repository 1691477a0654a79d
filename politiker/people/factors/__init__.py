"""The second thing one proves oneself with: a code from an app, a passkey, or a recovery code."""
