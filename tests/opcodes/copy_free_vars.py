# expect: 5
# emits: COPY_FREE_VARS
def outer(a):
    return lambda: a
result = outer(5)()
