"""Records for tests, made with as few words as the test needs."""
