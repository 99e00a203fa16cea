; raises: ValueError: 
.code raise_varargs
    RESUME 0
    LOAD_GLOBAL ValueError
    RAISE_VARARGS 1
.end
