"""The definitions of all 38 measures once more: plain Python, fractions, one loop per rule, slow and obvious.

Written from the exchange format's words and the catalogue file alone, so that it can disagree with the product.
Not for use by the product, and nothing of the product's code is used here.
"""

from tests.reference.clocks import UnpublishedYearDecides
from tests.reference.values import reference_records, reference_values
from tests.reference.world import Row, World, load_folder

__all__ = ["Row", "UnpublishedYearDecides", "World", "load_folder", "reference_records", "reference_values"]
