"""Starting programs, for `subprocess`."""

import posix


def fork_exec(
    args,
    executable_list,
    close_fds,
    pass_fds,
    cwd,
    env,
    p2cread,
    p2cwrite,
    c2pread,
    c2pwrite,
    errread,
    errwrite,
    errpipe_read,
    errpipe_write,
    restore_signals,
    call_setsid,
    pgid_to_set,
    gid,
    extra_groups,
    uid,
    child_umask,
    preexec_fn,
    /,
):
    """Start a program and return its process id; a failure is written to the error pipe."""
    if preexec_fn is not None or gid is not None or uid is not None or extra_groups is not None:
        raise NotImplementedError("preexec_fn, user and group are not supported")
    try:
        return posix._spawn(
            list(args), executable_list, cwd, env, p2cread, c2pwrite, errwrite, call_setsid or pgid_to_set >= 0
        )
    except OSError as error:
        where = b"noexec:" if cwd is not None and not _is_folder(cwd) else b""
        posix.write(errpipe_write, b"OSError:%x:" % error.errno + where[:6])
        # There is no process; the caller only waits for it, which it does without success.
        return posix._spawn(["true"], [b"/bin/true"], None, [], -1, -1, -1, False)


def _is_folder(path):
    try:
        return posix.stat(path).st_mode & 0o170000 == 0o040000
    except OSError:
        return False
