# raises: ModuleNotFoundError: No module named '_templatelib'
# emits: BUILD_TEMPLATE
result = t"plain"
