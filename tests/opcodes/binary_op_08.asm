; expect: -3
.code binary_op_08
    RESUME 0
    LOAD_CONST -5
    LOAD_CONST 1
    BINARY_OP >>
    RETURN_VALUE
.end
