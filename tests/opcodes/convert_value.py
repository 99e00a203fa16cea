# expect: "'text'"
# emits: CONVERT_VALUE
value = "text"
result = f"{value!r}"
