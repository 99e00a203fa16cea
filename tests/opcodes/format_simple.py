# expect: '1'
# emits: FORMAT_SIMPLE
number = 1
result = f"{number}"
