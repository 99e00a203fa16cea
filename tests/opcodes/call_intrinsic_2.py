# expect: ['T', 'int']
# emits: CALL_INTRINSIC_2
def f[T: int]():
    pass
[parameter] = f.__type_params__
result = [parameter.__name__, parameter.__bound__.__name__]
