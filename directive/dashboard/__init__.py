"""Bảng điều hành: what leaders open. `gather` reads, `pages`, `rows` and `weekly` are pure."""

from directive.dashboard.overview import Overview, gather
from directive.dashboard.pages import OVERVIEW, glance, pages
from directive.dashboard.parts import Page
from directive.dashboard.raw import rows
from directive.dashboard.weekly import weekly

__all__ = ["OVERVIEW", "Overview", "Page", "gather", "glance", "pages", "rows", "weekly"]
