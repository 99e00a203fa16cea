# expect: {'own': 'outer', 'changed': 'inner'}
# emits: LOAD_FROM_DICT_OR_DEREF
def outer(value, other):
    class Inner:
        own: value
        changed: other
    Inner.other = "not looked at"
    return Inner.__annotations__
result = outer("outer", "inner")
