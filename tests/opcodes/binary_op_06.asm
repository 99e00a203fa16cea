; expect: 1024
.code binary_op_06
    RESUME 0
    LOAD_CONST 2
    LOAD_CONST 10
    BINARY_OP **
    RETURN_VALUE
.end
