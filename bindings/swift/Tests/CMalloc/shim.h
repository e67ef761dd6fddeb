// glibc's count of the memory in use, which Swift's own module of glibc leaves out.
#include <malloc.h>
