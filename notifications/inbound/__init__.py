"""Thư đến: mail that comes back to us. Returned mail goes to the ledger; an answer becomes a claim its agency confirms.

`mailbox` fetches, `parsing` and `quoting` read, `matching` finds whose it is, `taking_in` keeps it, `asking` tells the
agency that a claim waits on its page. Nothing here changes an obligation.
"""
