; expect: 20
.code binary_op_02
    RESUME 0
    LOAD_CONST 4
    LOAD_CONST 5
    BINARY_OP *
    RETURN_VALUE
.end
