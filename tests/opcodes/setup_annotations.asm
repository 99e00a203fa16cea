; expect: {}
.code setup_annotations
    RESUME 0
    SETUP_ANNOTATIONS
    LOAD_NAME __annotations__
    RETURN_VALUE
.end
