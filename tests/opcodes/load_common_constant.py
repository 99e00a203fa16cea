# raises: AssertionError: no
# emits: LOAD_COMMON_CONSTANT
number = 1
assert number == 2, "no"
