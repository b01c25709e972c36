"""The trade (业态) that a sampling place stands for, where nothing else is known of the sampled unit."""

from domain.catalogue.venues import DEFAULT_PRODUCER_TRADE, places_of_the_unit


def trade_of_place(stage: str, place: str) -> str:
    """食品生产企业 for a spot inside a plant (生产线, 成品库), else the place itself (indicator 08 reads it likewise)."""
    return DEFAULT_PRODUCER_TRADE if (stage, place) in places_of_the_unit() else place
