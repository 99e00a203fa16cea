"""`sys._jit`: there is no just-in-time compiler."""


def is_available():
    return False


def is_enabled():
    return False


def is_active():
    return False
