# raises: ModuleNotFoundError: No module named '_templatelib'
# emits: BUILD_INTERPOLATION
x = 1
result = t"a{x}"
