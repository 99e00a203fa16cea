; expect: 'ab'
.code binary_op_14
    RESUME 0
    LOAD_CONST "a"
    LOAD_CONST "b"
    BINARY_OP +
    RETURN_VALUE
.end
