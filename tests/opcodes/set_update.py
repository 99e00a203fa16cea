# expect: [1, 2, 3]
# emits: SET_UPDATE
more = [2, 3]
result = sorted({1, *more})
