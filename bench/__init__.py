"""Measurements (đo đạc): fill a store, time what matters, beside a floor. Not part of the wheel."""
