"""Events: what councillors can go to, where, when and for whom."""
