"""Five stories from plan to closed disposal, told through the API. `make walkthrough` prints them step by step."""
