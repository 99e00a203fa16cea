# expect: [0, 1]
# emits: SET_ADD
result = sorted({i % 2 for i in range(5)})
