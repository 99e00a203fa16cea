# expect: {'x': 'int'}
# emits: LOAD_FROM_DICT_OR_GLOBALS
class Thing:
    name = "int"
    x: name
result = Thing.__annotations__
