"""What any page shares: the map layer, the basemap, styles, icons."""
