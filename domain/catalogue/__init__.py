"""Catalogues as data: indicators, clocks, venues and areas, each a file that another city or edition replaces."""
