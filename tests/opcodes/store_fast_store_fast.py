# expect: (2, 1)
# emits: STORE_FAST_STORE_FAST
def f(pair):
    a, b = pair
    return b, a
result = f((1, 2))
