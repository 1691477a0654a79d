"""The confidential room: what is said there may be used, but never who said it nor who was there.

Everything written stands in tables of its own, sealed with a key that is not in the database; of a person there is
only a mark that nobody can make without that key.
"""
