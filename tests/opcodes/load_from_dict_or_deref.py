# expect: {'own': 'outer', 'changed': 'of the class'}
# emits: LOAD_FROM_DICT_OR_DEREF
def outer(value, other):
    class Inner:
        own: value
        changed: other
    Inner.other = "of the class"
    return Inner.__annotations__
result = outer("outer", "inner")
