# expect: [1, 7, 8, 9, 4]
# emits: STORE_SLICE
def f(items, start, stop):
    items[start:stop] = [7, 8, 9]
    return items
result = f([1, 2, 3, 4], 1, 3)
