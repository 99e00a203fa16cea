; expect: 5
.code binary_op_00
    RESUME 0
    LOAD_CONST 2
    LOAD_CONST 3
    BINARY_OP +
    RETURN_VALUE
.end
