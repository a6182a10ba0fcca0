"""From place names to coordinates: the offline gazetteer, online services, the cache between."""
