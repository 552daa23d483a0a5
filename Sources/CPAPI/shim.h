#include <papi.h>

/* What Swift cannot see through: macros with casts. */
static inline int hatbench_papi_version(void) { return PAPI_VER_CURRENT; }
static inline int hatbench_papi_no_events(void) { return PAPI_NULL; }
