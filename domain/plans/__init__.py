"""Sampling plans (抽检计划): their rows, how they are amended, and what an amendment changes."""
