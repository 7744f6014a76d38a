"""How many pages this machine has served. Not shared with other machines, and gone with this one:
that two reloads show different numbers is the point, an app must not count on its own memory.

The number lies in memory that the worker processes share: gunicorn loads the app before it forks
(preload_app), so all workers inherit the same page.
"""

import multiprocessing

_served = multiprocessing.Value("Q", 0)


def count():
    """Counts one page and returns the number so far."""
    with _served.get_lock():
        _served.value += 1
        return _served.value
