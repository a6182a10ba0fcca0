"""The about page: what this is, where it comes from, what it does not know."""

from typing import Final

import streamlit as st

_TEXT: Final = """
# About

**Open Badges** are digital credentials that anyone can issue, earn, carry and check: a badge says who awarded it, to
whom, for what and on which evidence. Since 2011 thousands of schools, cities, museums, employers and movements have
created, issued, displayed, recognised and researched them. **Linked Initiatives** records who did what, where and
since when, and how we know.

## What it succeeds

It takes up the work of three public records that are gone or moved: **Badge the World** (2013-2019), a world map of
pledges; **Cities of Learning** and LRNG (since 2013), citywide badge programmes; and **Reconnect Learning** (2014),
case studies. They died with their databases. Here the data is a plain file beside the program, every record names its
sources, and a copy can outlive the project.

## What it does not know

Most sources are old and prove nothing about today: the status of most initiatives is *unknown*, which is said rather
than guessed. A place marked *seat* is where the lead organisation sits, not where every learner is. Positions are
never shown finer than they are known. None of the pledges on the old Badge the World map survives in public. The
United States, Western Europe, Canada and Finland are covered best; Africa, Latin America, the Arab states and Asia
are thin.

## Your visit

The map, its place names and everything else come from this address alone; no other host learns of your visit. The
OpenStreetMap layer is the one exception: it is off until you switch it on, and says so. There are no cookies for
tracking and no statistics about visitors.

## Credits

Place names and coordinates: [GeoNames](https://www.geonames.org/), CC BY 4.0. Borders and land: [Natural
Earth](https://www.naturalearthdata.com/), public domain; it draws borders as they are held, which is no statement about
whose they should be. The map is drawn with Leaflet. The program is free software under the MIT licence, the compiled
data free for any use (CC0 1.0). Names and logos belong to their owners.
"""

_CURATORS: Final = '<p>Curators review what others propose at <a href="./desk">the desk</a>.</p>'
# As HTML, because Markdown opens every link in a window of its own.


def page() -> None:
    """Draw the page."""
    with st.container(key="prose"):
        st.markdown(_TEXT)
        st.html(_CURATORS)
