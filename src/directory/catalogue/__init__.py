"""The read side: one immutable snapshot of all published initiatives, as columns."""
