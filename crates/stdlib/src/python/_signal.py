"""Signals: their numbers, and the handlers that Python code asks for. Handlers are remembered but never called."""

ITIMER_PROF = 2
ITIMER_REAL = 0
ITIMER_VIRTUAL = 1
NSIG = 65
SIGABRT = 6
SIGALRM = 14
SIGBUS = 7
SIGCHLD = 17
SIGCLD = 17
SIGCONT = 18
SIGFPE = 8
SIGHUP = 1
SIGILL = 4
SIGINT = 2
SIGIO = 29
SIGIOT = 6
SIGKILL = 9
SIGPIPE = 13
SIGPOLL = 29
SIGPROF = 27
SIGPWR = 30
SIGQUIT = 3
SIGRTMAX = 64
SIGRTMIN = 34
SIGSEGV = 11
SIGSTKFLT = 16
SIGSTOP = 19
SIGSYS = 31
SIGTERM = 15
SIGTRAP = 5
SIGTSTP = 20
SIGTTIN = 21
SIGTTOU = 22
SIGURG = 23
SIGUSR1 = 10
SIGUSR2 = 12
SIGVTALRM = 26
SIGWINCH = 28
SIGXCPU = 24
SIGXFSZ = 25
SIG_BLOCK = 0
SIG_SETMASK = 2
SIG_UNBLOCK = 1
SIG_DFL = 0
SIG_IGN = 1


class ItimerError(OSError):
    __module__ = "signal"


def default_int_handler(signalnum, frame, /):
    """The default handler for SIGINT: raises KeyboardInterrupt."""
    raise KeyboardInterrupt


_handlers = {SIGINT: default_int_handler}


def _check(number):
    number = int(number)
    if not 1 <= number < NSIG:
        raise ValueError("signal number out of range")
    return number


def signal(signalnum, handler, /):
    """Set the action for the given signal."""
    number = _check(signalnum)
    if not callable(handler) and handler not in (SIG_DFL, SIG_IGN):
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    old = _handlers.get(number, SIG_DFL)
    _handlers[number] = handler
    return old


def getsignal(signalnum, /):
    """Return the current action for the given signal."""
    return _handlers.get(_check(signalnum), SIG_DFL)


def raise_signal(signalnum, /):
    """Send a signal to the executing process."""
    number = _check(signalnum)
    handler = _handlers.get(number, SIG_DFL)
    if callable(handler):
        import sys

        handler(number, sys._getframe(1))


def strsignal(signalnum, /):
    """Return the system description of the given signal."""
    return _descriptions.get(_check(signalnum))


def valid_signals():
    """Return a set of valid signal numbers on this platform."""
    return {number for number in range(1, NSIG) if number not in (32, 33)}


def set_wakeup_fd(fd, /, *, warn_on_full_buffer=True):
    return -1


def siginterrupt(signalnum, flag, /):
    _check(signalnum)


_descriptions = {1: 'Hangup', 2: 'Interrupt', 3: 'Quit', 4: 'Illegal instruction', 5: 'Trace/breakpoint trap', 6: 'Aborted', 7: 'Bus error', 8: 'Floating point exception', 9: 'Killed', 10: 'User defined signal 1', 11: 'Segmentation fault', 12: 'User defined signal 2', 13: 'Broken pipe', 14: 'Alarm clock', 15: 'Terminated', 16: 'Stack fault', 17: 'Child exited', 18: 'Continued', 19: 'Stopped (signal)', 20: 'Stopped', 21: 'Stopped (tty input)', 22: 'Stopped (tty output)', 23: 'Urgent I/O condition', 24: 'CPU time limit exceeded', 25: 'File size limit exceeded', 26: 'Virtual timer expired', 27: 'Profiling timer expired', 28: 'Window changed', 29: 'I/O possible', 30: 'Power failure', 31: 'Bad system call', 34: 'Real-time signal 0', 35: 'Real-time signal 1', 36: 'Real-time signal 2', 37: 'Real-time signal 3', 38: 'Real-time signal 4', 39: 'Real-time signal 5', 40: 'Real-time signal 6', 41: 'Real-time signal 7', 42: 'Real-time signal 8', 43: 'Real-time signal 9', 44: 'Real-time signal 10', 45: 'Real-time signal 11', 46: 'Real-time signal 12', 47: 'Real-time signal 13', 48: 'Real-time signal 14', 49: 'Real-time signal 15', 50: 'Real-time signal 16', 51: 'Real-time signal 17', 52: 'Real-time signal 18', 53: 'Real-time signal 19', 54: 'Real-time signal 20', 55: 'Real-time signal 21', 56: 'Real-time signal 22', 57: 'Real-time signal 23', 58: 'Real-time signal 24', 59: 'Real-time signal 25', 60: 'Real-time signal 26', 61: 'Real-time signal 27', 62: 'Real-time signal 28', 63: 'Real-time signal 29', 64: 'Real-time signal 30'}
