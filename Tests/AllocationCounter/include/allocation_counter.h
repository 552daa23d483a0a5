/* Counts the memory that a thread asks the C library for, so that tests can say "this allocates nothing".
 *
 * malloc and its relatives are replaced in the test program by ones that count and then call glibc's own. */
#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/* Allocations and reallocations of the calling thread so far. */
long allocation_count(void);

#endif
