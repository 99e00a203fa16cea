# expect: (1, 2, 3)
# emits: CALL_INTRINSIC_1
items = [2, 3]
result = (1, *items)
