# expect: ['mapping', 'other']
# emits: MATCH_MAPPING
result = []
for subject in ({}, []):
    match subject:
        case {}:
            result.append("mapping")
        case _:
            result.append("other")
