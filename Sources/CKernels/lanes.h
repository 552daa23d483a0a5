/* Sixteen floats at a time: the vector that the kernels with loops of their own are written in. One register with
 * AVX-512, two with AVX2, four with SSE or NEON.
 *
 * Helpers take vectors by address: passed by value they would have an ABI of their own in each instruction set. All
 * are inlined, and the address with them. */
#ifndef CKERNELS_LANES_H
#define CKERNELS_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define CK_INLINE static inline __attribute__((always_inline))

enum { LANES = 16 };
typedef float lanes __attribute__((ext_vector_type(16), aligned(4), may_alias));
typedef int32_t integer_lanes __attribute__((ext_vector_type(16), aligned(4), may_alias));

/* The sixteen floats at `x`, which may be assigned to. */
#define LANES_AT(x) (*(lanes *)(x))
#define CONST_LANES_AT(x) (*(const lanes *)(x))

/* v = the first `count` floats at `x`, and `fill` in the lanes that are left; reads nothing beyond them. */
CK_INLINE void load_some(lanes *v, const float *x, size_t count, float fill) {
  if (count >= LANES) {
    *v = CONST_LANES_AT(x);
    return;
  }
  lanes some = fill;
  float *to = (float *)&some;
  size_t at = 0;
  if (count & 8) memcpy(to, x, 32), at = 8;
  if (count & 4) memcpy(to + at, x + at, 16), at += 4;
  if (count & 2) memcpy(to + at, x + at, 8), at += 2;
  if (count & 1) to[at] = x[at];
  *v = some;
}

/* The first `count` lanes of v to `x`; writes nothing beyond them. */
CK_INLINE void store_some(float *x, const lanes *v, size_t count) {
  if (count >= LANES) {
    LANES_AT(x) = *v;
    return;
  }
  lanes some = *v;
  const float *from = (const float *)&some;
  size_t at = 0;
  if (count & 8) memcpy(x, from, 32), at = 8;
  if (count & 4) memcpy(x + at, from + at, 16), at += 4;
  if (count & 2) memcpy(x + at, from + at, 8), at += 2;
  if (count & 1) x[at] = from[at];
}

/* The sum of all lanes. */
CK_INLINE float sum_of_lanes(const lanes *v) {
  lanes x = *v;
  x += __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  x += __builtin_shufflevector(x, x, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);
  x += __builtin_shufflevector(x, x, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3);
  return x[0] + x[1];
}

/* The largest lane. */
CK_INLINE float largest_lane(const lanes *v) {
  lanes x = *v, other = __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  x = x > other ? x : other;
  other = __builtin_shufflevector(x, x, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);
  x = x > other ? x : other;
  other = __builtin_shufflevector(x, x, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3);
  x = x > other ? x : other;
  return x[0] > x[1] ? x[0] : x[1];
}

/* The largest of `count` floats; -∞ if there are none. A NaN may be passed over. */
CK_INLINE float largest(size_t count, const float *x) {
  lanes best = -__builtin_inff();
  for (size_t j = 0; j < count; j += LANES) {
    lanes v;
    load_some(&v, x + j, count - j, -__builtin_inff());
    best = v > best ? v : best;
  }
  return largest_lane(&best);
}

#endif
