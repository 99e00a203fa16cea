# expect: -6
# emits: UNARY_INVERT
def f(a):
    return ~a
result = f(5)
