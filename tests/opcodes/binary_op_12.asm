; expect: 3.75
.code binary_op_12
    RESUME 0
    LOAD_CONST 1.5
    LOAD_CONST 2.25
    BINARY_OP +
    RETURN_VALUE
.end
