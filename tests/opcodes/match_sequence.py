# expect: ['list', 'tuple', 'other', 'other']
# emits: MATCH_SEQUENCE
result = []
for subject in ([1], (1,), "1", {1}):
    match subject:
        case [_]:
            result.append(type(subject).__name__)
        case _:
            result.append("other")
