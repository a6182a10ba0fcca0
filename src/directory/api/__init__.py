"""What machines ask: the FastAPI application."""
