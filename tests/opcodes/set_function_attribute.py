# expect: (3, 4, 5)
# emits: SET_FUNCTION_ATTRIBUTE
def outer(c):
    def f(a, b=4, *, d=5):
        return a, b, d + c
    return f
result = outer(0)(3)
