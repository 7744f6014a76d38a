"""Starts the applications' processes, tells what becomes of them, and ends them all when its own input ends.

One JSON object a line, in and out. Whoever talks to it may be killed at any moment: its end of the pipe then closes,
and no process is left behind, not even one that is stopped. Only Python's standard library.

In:   {"start": id, "argv": [...], "env": {...}, "cwd": "..."}   {"signal": id, "number": 15}
Out:  {"started": id, "pid": 1}  {"printed": id, "line": "..."}  {"exited": id, "code": 0}  {"failed": id, "why": "..."}
      {"busy": {id: milliseconds of CPU so far}}
"""

import json
import os
import signal
import subprocess
import sys
import threading

BUSY_EVERY_SECONDS = 0.5
processes = {}
talking = threading.Lock()


def tell(**message):
    with talking:
        try:
            sys.stdout.write(json.dumps(message) + "\n")
            sys.stdout.flush()
        except OSError:
            pass  # Nobody listens any more; the end of the input ends everything.


def start(key, argv, env, cwd):
    try:
        # A session of its own: a signal reaches the whole application, and Ctrl-C in the terminal does not.
        process = subprocess.Popen(
            argv,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        tell(failed=key, why=str(error))
        return
    processes[key] = process
    tell(started=key, pid=process.pid)
    threading.Thread(target=follow, args=(key, process), daemon=True).start()


def follow(key, process):
    for line in process.stdout:
        tell(printed=key, line=line.decode(errors="replace").rstrip())
    code = process.wait()
    processes.pop(key, None)
    tell(exited=key, code=code if code >= 0 else 128 - code)


def send(process, number):
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


def report_busy():
    stopped = threading.Event()
    while not stopped.wait(BUSY_EVERY_SECONDS):
        sessions = {process.pid: key for key, process in list(processes.items())}
        if sessions:
            tell(busy={sessions[pid]: used for pid, used in busy_by_session(set(sessions)).items()})


def busy_by_session(wanted):
    """Milliseconds of CPU by session, workers that have ended included where the system tells."""
    return from_proc(wanted) if os.path.isdir("/proc/self") else from_ps(wanted)


def from_proc(wanted):
    per_tick = 1000 / os.sysconf("SC_CLK_TCK")
    used = dict.fromkeys(wanted, 0)
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8") as file:
                # The name in brackets may hold anything; what follows it is numbers.
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue  # It has ended meanwhile.
        session = int(fields[3])
        if session in used:
            leader = int(name) == session
            used[session] += sum(int(field) for field in fields[11 : 15 if leader else 13]) * per_tick
    return used


def from_ps(wanted):
    used = dict.fromkeys(wanted, 0)
    listing = subprocess.run(["ps", "-A", "-o", "pgid=,time="], capture_output=True, text=True, check=False)
    for line in listing.stdout.splitlines():
        group, _, time = line.strip().partition(" ")
        if int(group) in used:
            seconds = 0.0
            for part in time.strip().replace("-", ":").split(":"):
                seconds = seconds * 60 + float(part)
            used[int(group)] += seconds * 1000
    return used


def main():
    # Ctrl-C is for whoever started this; they close the input when they are done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=report_busy, daemon=True).start()
    for line in sys.stdin:
        order = json.loads(line)
        if "start" in order:
            start(order["start"], order["argv"], order["env"], order["cwd"])
        elif order["signal"] in processes:
            send(processes[order["signal"]], order["number"])
    for process in list(processes.values()):
        send(process, signal.SIGKILL)


if __name__ == "__main__":
    main()
