; raises: AttributeError: 'int' object has no attribute '__dict__'
.code import_star
    RESUME 0
    LOAD_SMALL_INT 1
    IMPORT_STAR
    RETURN_CONST 3
.end
