"""Faults to plant: each is a mistake that somebody could make, and that the tests must see."""
