; expect: 14
.code binary_op_10
    RESUME 0
    LOAD_CONST 12
    LOAD_CONST 10
    BINARY_OP |
    RETURN_VALUE
.end
