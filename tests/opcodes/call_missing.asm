; raises: TypeError: f() missing 1 required positional argument: 'b'
.code call_missing
.locals f
.code f
.args a b
    RESUME 0
    LOAD_FAST a
    LOAD_FAST b
    BINARY_OP -
    RETURN_VALUE
.end
    RESUME 0
    LOAD_CONST code f
    MAKE_FUNCTION
    STORE_FAST f
    LOAD_FAST f
    PUSH_NULL
    LOAD_SMALL_INT 5
    CALL 1
    RETURN_VALUE
.end
