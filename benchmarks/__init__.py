"""What is measured: run as modules, for example `python -m benchmarks.engine`."""
