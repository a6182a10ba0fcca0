"""What machines ask: FastAPI, mounted under /api, and the check of readiness."""

from directory.api.app import api_routes, create_api
from directory.api.health import health_route

__all__ = ["api_routes", "create_api", "health_route"]
