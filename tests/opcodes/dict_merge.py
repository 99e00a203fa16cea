# raises: TypeError: __main__.f() got multiple values for keyword argument 'a'
# emits: DICT_MERGE
__name__ = "__main__"
def f(**keywords):
    return keywords
one, two = {"a": 1}, {"a": 2}
result = f(**one, **two)
