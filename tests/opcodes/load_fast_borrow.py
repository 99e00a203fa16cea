# expect: -3
# emits: LOAD_FAST_BORROW
def negative(a):
    return -a
result = negative(3)
