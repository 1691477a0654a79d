"""Signs one cannot see, and nobody is deceived by: they come from Word, and hold families of emoji together."""

HARMLESS = "\n\u200b\u200c\u200d\u00ad\u2060\ufeff"
