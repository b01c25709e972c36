"""The way of sealed samples: one use case per event, and the time a spare sample is kept."""
