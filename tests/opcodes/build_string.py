# expect: 'a1b2'
# emits: BUILD_STRING
x, y = 1, 2
result = f"a{x}b{y}"
