# expect: (1, {'c': 3})
# emits: MATCH_KEYS
match {"a": 1, "b": 2, "c": 3}:
    case {"a": value, "b": 2, **rest}:
        result = value, rest
