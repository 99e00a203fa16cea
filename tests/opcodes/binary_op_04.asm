; expect: -4
.code binary_op_04
    RESUME 0
    LOAD_CONST -7
    LOAD_CONST 2
    BINARY_OP //
    RETURN_VALUE
.end
