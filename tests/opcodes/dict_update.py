# expect: {'a': 1, 'b': 2}
# emits: DICT_UPDATE
more = {"b": 2}
result = {"a": 1, **more}
