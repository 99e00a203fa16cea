# expect: {0: 0, 1: 1, 2: 4}
# emits: MAP_ADD
result = {i: i * i for i in range(3)}
