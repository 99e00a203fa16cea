; expect: -3
.code call_kw
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
    LOAD_SMALL_INT 2
    LOAD_CONST ("b", "a")
    CALL_KW 2
    RETURN_VALUE
.end
