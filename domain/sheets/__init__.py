"""Sampling sheets (抽样单): the national form, its field rules, numbers, duplicate sampling, and failed attempts."""
