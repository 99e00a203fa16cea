# expect: ['caught 1', 'rest TypeError']
# emits: CALL_INTRINSIC_2
result = []
try:
    try:
        raise ExceptionGroup("group", [ValueError(1), TypeError(2)])
    except* ValueError as group:
        result.append(f"caught {len(group.exceptions)}")
except ExceptionGroup as rest:
    result.append("rest " + type(rest.exceptions[0]).__name__)
