"""Importing, as `importlib` asks the interpreter for it. There are no frozen modules and no extension modules."""

import sys

check_hash_based_pycs = "default"
_lock_depth = 0


def acquire_lock():
    global _lock_depth
    _lock_depth += 1


def release_lock():
    global _lock_depth
    if not _lock_depth:
        raise RuntimeError("not holding the import lock")
    _lock_depth -= 1


def lock_held():
    return _lock_depth > 0


def extension_suffixes():
    return []


def is_builtin(name, /):
    return int(name in sys.builtin_module_names)


def is_frozen(name, /):
    return False


def is_frozen_package(name, /):
    raise ImportError(f"No such frozen object named {name}", name=name)


def find_frozen(name, /, *, withdata=False):
    return None


def get_frozen_object(name, data=None, /):
    raise ImportError(f"No such frozen object named {name}", name=name)


def init_frozen(name, /):
    return None


def create_builtin(spec, /):
    return __import__(spec.name)


def exec_builtin(module, /):
    return 0


def create_dynamic(spec, file=None, /):
    raise ImportError("extension modules cannot be loaded", name=spec.name, path=spec.origin)


def exec_dynamic(module, /):
    return 0


def _frozen_module_names():
    return []


def _override_frozen_modules_for_tests(override, /):
    pass


def _override_multi_interp_extensions_check(override, /):
    return 0

