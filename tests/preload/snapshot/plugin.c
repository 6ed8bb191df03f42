/* Something to dlopen: one function whose address can be looked up. */
int leaktrace_plugin_function(int value) { return value + 1; }
