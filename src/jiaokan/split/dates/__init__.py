"""Dates: how they are printed, which of them says when a text was published, and which say something else."""
