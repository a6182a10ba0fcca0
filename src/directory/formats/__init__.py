"""Reading and writing files: one module for each format."""
