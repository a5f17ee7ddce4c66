"""The work of a run: cut up (survey), done (shard), by processes that may die (guard), and not done twice (known).

`jiaokan.run` puts it together; `jiaokan.store` commits what it gives.
"""
