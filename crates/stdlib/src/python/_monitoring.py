"""`sys.monitoring`: tools and callbacks are kept; asking for events is refused, since none would be reported."""


class _Namespace:
    def __init__(self, **values):
        self.__dict__.update(values)


DEBUGGER_ID, COVERAGE_ID, PROFILER_ID, OPTIMIZER_ID = 0, 1, 2, 5
DISABLE = object()
MISSING = object()
_NAMES = (
    "PY_START PY_RESUME PY_RETURN PY_YIELD CALL LINE INSTRUCTION JUMP BRANCH_LEFT BRANCH_RIGHT STOP_ITERATION RAISE "
    "EXCEPTION_HANDLED PY_UNWIND PY_THROW RERAISE C_RETURN C_RAISE BRANCH"
).split()
events = _Namespace(**{name: 1 << index for index, name in enumerate(_NAMES)}, NO_EVENTS=0)
_tools, _events, _local, _callbacks = {}, {}, {}, {}


def _check(tool_id, used=True):
    if not 0 <= tool_id < 6:
        raise ValueError(f"invalid tool {tool_id} (must be between 0 and 5)")
    if used and tool_id not in _tools:
        raise ValueError(f"tool {tool_id} is not in use")


def use_tool_id(tool_id, name, /):
    _check(tool_id, False)
    if not isinstance(name, str):
        raise ValueError("tool name must be a str")
    if tool_id in _tools:
        raise ValueError(f"tool {tool_id} is already in use")
    _tools[tool_id] = name


def clear_tool_id(tool_id, /):
    _check(tool_id, False)
    _events.pop(tool_id, None)
    for key in [key for key in _local if key[0] == tool_id]:
        del _local[key]
    for key in [key for key in _callbacks if key[0] == tool_id]:
        del _callbacks[key]


def free_tool_id(tool_id, /):
    clear_tool_id(tool_id)
    _tools.pop(tool_id, None)


def get_tool(tool_id, /):
    _check(tool_id, False)
    return _tools.get(tool_id)


def register_callback(tool_id, event, func, /):
    _check(tool_id, False)
    if event <= 0 or event & event - 1:
        raise ValueError("The callback can only be set for one event at a time")
    old = _callbacks.pop((tool_id, event), None)
    if func is not None:
        _callbacks[tool_id, event] = func
    return old


def get_events(tool_id, /):
    _check(tool_id)
    return _events.get(tool_id, 0)


def _refuse(event_set):
    if event_set:
        raise NotImplementedError("sys.monitoring: no events are reported yet")


def set_events(tool_id, event_set, /):
    _check(tool_id)
    _refuse(event_set)
    _events[tool_id] = event_set


def get_local_events(tool_id, code, /):
    _check(tool_id)
    return _local.get((tool_id, code), 0)


def set_local_events(tool_id, code, event_set, /):
    _check(tool_id)
    _refuse(event_set)
    _local[tool_id, code] = event_set


def restart_events():
    pass


def _all_events():
    return {}
