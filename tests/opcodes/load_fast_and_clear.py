# expect: ([0, 1], 9)
# emits: LOAD_FAST_AND_CLEAR
def f():
    i = 9
    return [i for i in range(2)], i
result = f()
