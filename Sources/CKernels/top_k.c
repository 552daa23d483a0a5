#include "ckernels.h"
#include "dispatch.h"
#include "lanes.h"

/* Puts x[i] among the `found` best so far, behind those that equal it; the last is dropped if there are k already. */
CK_INLINE size_t insert(float value, uint32_t index, size_t found, size_t k, float *values, uint32_t *indices) {
  size_t at = found < k ? found : k - 1;
  for (; at > 0 && values[at - 1] < value; at--) values[at] = values[at - 1], indices[at] = indices[at - 1];
  values[at] = value;
  indices[at] = index;
  return found < k ? found + 1 : k;
}

/* Once there are k candidates, whatever does not beat the last of them is passed over 64 at a time. */
CK_KERNEL size_t ck_top_k(size_t count, const float *x, size_t k, float *values, uint32_t *indices) {
  size_t found = 0, i = 0;
  if (k == 0) return 0;
  for (; i < count && found < k; i++) {
    if (x[i] == x[i]) found = insert(x[i], (uint32_t)i, found, k, values, indices);
  }
  while (i < count) {
    const size_t stretch = 4 * LANES;
    float least = values[k - 1];
    for (; i + stretch <= count; i += stretch) {
      const float *from = x + i;
      integer_lanes better = (CONST_LANES_AT(from) > least) | (CONST_LANES_AT(from + LANES) > least) |
          (CONST_LANES_AT(from + 2 * LANES) > least) | (CONST_LANES_AT(from + 3 * LANES) > least);
      if (__builtin_reduce_or(better)) break;
    }
    size_t end = i + stretch < count ? i + stretch : count;
    for (; i < end; i++) {
      if (x[i] > values[k - 1]) insert(x[i], (uint32_t)i, k, k, values, indices);
    }
  }
  return found;
}
