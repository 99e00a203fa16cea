# expect: (1, [2, 3], 4)
# emits: UNPACK_EX
a, *b, c = [1, 2, 3, 4]
result = a, b, c
