; expect: 3.5
.code binary_op_13
    RESUME 0
    LOAD_CONST 1
    LOAD_CONST 2.5
    BINARY_OP +
    RETURN_VALUE
.end
