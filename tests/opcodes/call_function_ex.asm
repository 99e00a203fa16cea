; expect: 4
.code call_function_ex
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
    LOAD_CONST (9, 5)
    PUSH_NULL
    CALL_FUNCTION_EX
    RETURN_VALUE
.end
