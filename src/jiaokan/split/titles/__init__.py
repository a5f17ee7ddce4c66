"""Titles: which line is one, what a page states as its title, and titles broken over lines."""
