"""The words: initiatives, links, coordinates, vocabularies, criteria, issues. Knows no I/O."""
