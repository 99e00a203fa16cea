# expect: 'Thing'
# emits: LOAD_BUILD_CLASS
class Thing:
    pass
result = Thing.__name__
