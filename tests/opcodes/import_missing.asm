; raises: ModuleNotFoundError: No module named 'nothing'
.code import_missing
    RESUME 0
    LOAD_SMALL_INT 0
    LOAD_CONST None
    IMPORT_NAME nothing
    IMPORT_FROM x
    POP_TOP
    RETURN_VALUE
.end
