; expect: 2
.code binary_op_05
    RESUME 0
    LOAD_CONST -7
    LOAD_CONST 3
    BINARY_OP %
    RETURN_VALUE
.end
