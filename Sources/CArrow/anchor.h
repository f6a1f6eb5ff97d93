// Nothing is imported from here: the target exists for the flags that pkg-config gives, which CArrowShim compiles with.
