; expect: 8
.code binary_op_09
    RESUME 0
    LOAD_CONST 12
    LOAD_CONST 10
    BINARY_OP &
    RETURN_VALUE
.end
