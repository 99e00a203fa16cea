; expect: 0.25
.code binary_op_03
    RESUME 0
    LOAD_CONST 1
    LOAD_CONST 4
    BINARY_OP /
    RETURN_VALUE
.end
