"""How fast the explore page is, beside other ways to show the same data: `python -m benchmarks explore`."""
