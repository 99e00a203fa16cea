; expect: 6
.code binary_op_11
    RESUME 0
    LOAD_CONST 12
    LOAD_CONST 10
    BINARY_OP ^
    RETURN_VALUE
.end
