# expect: [1, 2]
# emits: STORE_FAST_LOAD_FAST
def f(items):
    return [item for item in items]
result = f([1, 2])
