"""The part of `warnings` that the interpreter itself needs: deciding about a warning and showing it."""

import sys
from _contextvars import ContextVar

filters = [
    ("default", None, DeprecationWarning, "__main__", 0),
    ("ignore", None, DeprecationWarning, None, 0),
    ("ignore", None, PendingDeprecationWarning, None, 0),
    ("ignore", None, ImportWarning, None, 0),
    ("ignore", None, ResourceWarning, None, 0),
]
_defaultaction = "default"
_onceregistry = {}
_warnings_context = ContextVar("warnings_context")
_filters_version = 1
_lock_depth = 0


def _acquire_lock():
    global _lock_depth
    _lock_depth += 1


def _release_lock():
    global _lock_depth
    if _lock_depth == 0:
        raise RuntimeError("cannot release un-acquired lock")
    _lock_depth -= 1


def _filters_mutated_lock_held():
    global _filters_version
    if _lock_depth == 0:
        raise RuntimeError("warnings lock is not held")
    _filters_version += 1


def _is_internal(frame):
    filename = frame.f_code.co_filename
    return "importlib" in filename and "_bootstrap" in filename


def _next_external(frame, prefixes):
    frame = frame.f_back
    while frame is not None and (
        _is_internal(frame) or (prefixes and frame.f_code.co_filename.startswith(prefixes))
    ):
        frame = frame.f_back
    return frame


def warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=()):
    """Issue a warning, or maybe ignore it or raise an exception."""
    if isinstance(message, Warning):
        category = type(message)
    elif category is None:
        category = UserWarning
    if not isinstance(category, type) or not issubclass(category, Warning):
        raise TypeError(f"category must be a Warning subclass, not '{type(category).__name__}'")
    if not isinstance(skip_file_prefixes, tuple):
        raise TypeError(f"warn() argument 'skip_file_prefixes' must be tuple, not {type(skip_file_prefixes).__name__}")
    for prefix in skip_file_prefixes:
        if not isinstance(prefix, str):
            raise TypeError(f"Found non-str '{type(prefix).__name__}' in skip_file_prefixes.")
    if skip_file_prefixes and stacklevel < 2:
        stacklevel = 2
    frame = sys._getframe(1)
    if stacklevel <= 0 or _is_internal(frame):
        for _ in range(stacklevel - 1):
            frame = frame and frame.f_back
    else:
        for _ in range(stacklevel - 1):
            frame = frame and _next_external(frame, skip_file_prefixes)
    if frame is None:
        namespace, filename, line = sys.__dict__, "<sys>", 0
    else:
        namespace, filename, line = frame.f_globals, frame.f_code.co_filename, frame.f_lineno
    registry = namespace.setdefault("__warningregistry__", {})
    module = namespace.get("__name__", "<string>")
    _issue(message, category, filename, line, module, registry, source, None)


def warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None):
    """Issue a warning, or maybe ignore it or raise an exception."""
    if registry is not None and not isinstance(registry, dict):
        raise TypeError("'registry' must be a dict or None")
    if not isinstance(category, type) or not issubclass(category, Warning):
        raise TypeError(f"category must be a Warning subclass, not '{type(category).__name__}'")
    line = None
    if module_globals is not None and (loader := module_globals.get("__loader__")) is not None:
        get_source = getattr(loader, "get_source", None)
        name = module_globals.get("__name__")
        if get_source is not None and name is not None:
            try:
                lines = (get_source(name) or "").splitlines()
                line = lines[lineno - 1] if lineno <= len(lines) else None
            except ImportError:
                pass
    if module is None:
        module = filename or "<unknown>"
        if module.endswith(".py"):
            module = module[:-3]
    _issue(message, category, filename, lineno, module, registry, source, line)


def _matches(pattern, text):
    if pattern is None:
        return True
    if type(pattern) is str:
        return pattern == text
    return pattern.match(text) is not None


def _all_filters():
    context = _warnings_context.get(None)
    if context is not None:
        yield from context._filters
    warnings = sys.modules.get("warnings")
    yield from getattr(warnings, "filters", filters)


def _find_action(text, category, module, lineno):
    for action, message, kind, where, line in _all_filters():
        if (
            (line == 0 or line == lineno)
            and issubclass(category, kind)
            and _matches(message, text)
            and _matches(where, module)
        ):
            return action
    return getattr(sys.modules.get("warnings"), "defaultaction", _defaultaction)


def _already(registry, key, set_to=True):
    if registry.get("version", 0) != _filters_version:
        registry.clear()
        registry["version"] = _filters_version
    elif registry.get(key):
        return True
    if set_to:
        registry[key] = True
    return False


def _issue(message, category, filename, lineno, module, registry, source, line):
    if isinstance(message, Warning):
        text, category = str(message), type(message)
    else:
        text = message
        message = category(message)
    key = (text, category, lineno)
    if registry is not None and _already(registry, key, False):
        return
    action = _find_action(text, category, module, lineno)
    if action == "error":
        raise message
    if action == "ignore":
        return
    if action == "once":
        if registry is None:
            registry = {}
        once = getattr(sys.modules.get("warnings"), "onceregistry", _onceregistry)
        registry[key] = True
        if _already(once, (text, category)):
            return
    elif action in ("always", "all"):
        pass
    elif action == "module":
        if registry is not None:
            registry[key] = True
            if _already(registry, (text, category, 0)):
                return
    elif action == "default":
        if registry is not None:
            registry[key] = True
    else:
        raise RuntimeError(f"Unrecognized action ({action!r}) in warnings.filters:\n {(action, category)!r}")
    _show(message, text, category, filename, lineno, source, line)


def _show(message, text, category, filename, lineno, source, line):
    warnings = sys.modules.get("warnings")
    show = getattr(warnings, "_showwarnmsg", None)
    if show is not None:
        show(warnings.WarningMessage(message, category, filename, lineno, None, line, source))
        return
    stream = sys.stderr
    if stream is None:
        return
    lines = f"{filename}:{lineno}: {category.__name__}: {text}\n"
    if line is None:
        line = _source_line(filename, lineno)
    if line and line.strip():
        lines += f"  {line.strip()}\n"
    stream.write(lines)


def _source_line(filename, lineno):
    try:
        with open(filename, "rb") as file:
            for number, line in enumerate(file, 1):
                if number == lineno:
                    return line.decode("utf-8", "replace")
    except OSError:
        pass
    return None
