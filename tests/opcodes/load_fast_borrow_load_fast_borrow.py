# expect: 3
# emits: LOAD_FAST_BORROW_LOAD_FAST_BORROW
def add(a, b):
    return a + b
result = add(1, 2)
