# expect: [1, 3]
# emits: NOT_TAKEN
result = []
for number in (1, 2, 3):
    if number == 2:
        continue
    result.append(number)
