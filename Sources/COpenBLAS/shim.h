/* CBLAS and LAPACK as OpenBLAS declares them; imported unmodified. */
#include <cblas.h>
