# expect: [2, 3]
# emits: BINARY_SLICE
def f(items, start, stop):
    return items[start:stop]
result = f([1, 2, 3, 4], 1, 3)
