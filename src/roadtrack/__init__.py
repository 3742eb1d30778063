"""roadtrack: where do I stand, what do I do next, will I make it?"""

__version__ = "0.1.0"
