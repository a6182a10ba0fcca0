"""Linked Initiatives: the world's map and directory of Open Badges initiatives.

One direction: settings, model, catalogue, geocoding, store, formats, services, web, api, ui; a room imports
only from rooms named before it. See docs/architecture.md.
"""

__version__ = "0.1.0"
