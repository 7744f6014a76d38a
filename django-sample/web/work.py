"""Work for the CPU, measured in CPU time of this thread: the same cost on an idle and on a busy machine."""

import time


def burn_cpu(milliseconds):
    """Keeps the CPU busy until this thread has used the given CPU time; returns milliseconds used."""
    start = time.thread_time()
    end = start + milliseconds / 1000
    number = 1
    while time.thread_time() < end:
        for _ in range(200):
            number = (number * 48271) % 2147483647
    return (time.thread_time() - start) * 1000
