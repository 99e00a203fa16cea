# expect: [2, 1, 4, 3, 'b', 'a']
# emits: UNPACK_SEQUENCE
def swap(pair):
    a, b = pair
    return [b, a]
result = swap((1, 2)) + swap([3, 4]) + swap("ab")
