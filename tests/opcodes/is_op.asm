; expect: (True, False)
.code is_op
    RESUME 0
    LOAD_CONST None
    LOAD_CONST None
    IS_OP 0
    LOAD_CONST None
    LOAD_CONST None
    IS_OP 1
    BUILD_TUPLE 2
    RETURN_VALUE
.end
