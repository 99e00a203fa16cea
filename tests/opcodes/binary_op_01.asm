; expect: -1
.code binary_op_01
    RESUME 0
    LOAD_CONST 2
    LOAD_CONST 3
    BINARY_OP -
    RETURN_VALUE
.end
