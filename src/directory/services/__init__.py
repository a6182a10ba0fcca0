"""The use cases, one verb each."""
