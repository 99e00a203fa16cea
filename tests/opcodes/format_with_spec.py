# expect: ' 3.14'
# emits: FORMAT_WITH_SPEC
number = 3.14159
result = f"{number:5.2f}"
