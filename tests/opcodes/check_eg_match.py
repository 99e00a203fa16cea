# expect: [('ValueError', 1), ('TypeError', 2)]
# emits: CHECK_EG_MATCH
result = []
try:
    raise ExceptionGroup("g", [ValueError(), TypeError(), TypeError()])
except* ValueError as group:
    result.append(("ValueError", len(group.exceptions)))
except* TypeError as group:
    result.append(("TypeError", len(group.exceptions)))
