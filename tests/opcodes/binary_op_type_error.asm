; raises: TypeError: unsupported operand type(s) for -: 'str' and 'int'
.code binary_op_type_error
    RESUME 0
    LOAD_CONST "a"
    LOAD_SMALL_INT 1
    BINARY_OP -
    RETURN_VALUE
.end
