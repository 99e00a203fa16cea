# expect: (1, 2, 2, 1)
# emits: LOAD_FAST_LOAD_FAST
def f(a, b):
    pair = a, b
    a, b = b, a
    return *pair, a, b
result = f(1, 2)
