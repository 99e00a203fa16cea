# expect: {'first': 1}
# emits: LOAD_LOCALS
class Thing:
    value = 1
    first: value
result = Thing.__annotations__
