/* What the two kinds of product share: a tile of the result that fits the registers, and a transposition. */
#ifndef CKERNELS_TILE_H
#define CKERNELS_TILE_H

#include "lanes.h"

/* No tile is larger than this either way; none is both. */
enum { MOST_TILE_ROWS = 12, MOST_TILE_VECTORS = 4 };

/* sums[rows, 16·vectors] = a·b over `inner` steps: a[i, p] is at a + i·a_row + p·a_column, b[p, j] at b + p·b_row + j.
 * `rows` and `vectors` must be constants where this is inlined; then every sum lives in a register. In each step the
 * cache is asked for `lines` lines from `ahead` on, which moves on by ahead_step bytes and need not be memory. */
CK_INLINE void multiply_tile(
    size_t rows, size_t vectors, size_t lines, size_t inner, const float *a, size_t a_row, size_t a_column,
    const float *b, size_t b_row, uintptr_t ahead, size_t ahead_step, float *sums) {
  lanes sum[MOST_TILE_ROWS][MOST_TILE_VECTORS];
  _Pragma("clang loop unroll(full)") for (size_t i = 0; i < rows; i++) {
    _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) sum[i][v] = 0;
  }
  for (size_t p = 0; p < inner; p++) {
    lanes row[MOST_TILE_VECTORS];
    _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) row[v] = CONST_LANES_AT(b + v * LANES);
    _Pragma("clang loop unroll(full)") for (size_t l = 0; l < lines; l++) {
      __builtin_prefetch((const void *)(ahead + l * 64));
    }
    _Pragma("clang loop unroll(full)") for (size_t i = 0; i < rows; i++) {
      lanes factor = a[i * a_row];
      _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) sum[i][v] += factor * row[v];
    }
    a += a_column;
    b += b_row;
    ahead += ahead_step;
  }
  _Pragma("clang loop unroll(full)") for (size_t i = 0; i < rows; i++) {
    _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) {
      LANES_AT(sums + (i * vectors + v) * LANES) = sum[i][v];
    }
  }
}

/* Transposes `count` ≤ 16 rows of `inner` floats, `stride` apart, into `inner` rows of 16, `pitch` apart. Lanes from
 * `count` on become 0. */
CK_INLINE void transpose_group(size_t count, size_t inner, const float *x, size_t stride, float *y, size_t pitch) {
  typedef float quad __attribute__((ext_vector_type(4), aligned(4), may_alias));
  const float *rows[LANES];
  lanes kept = 0;
  for (size_t r = 0; r < LANES; r++) rows[r] = x + (r < count ? r : 0) * stride;
  load_some(&kept, (const float[LANES]){1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, count, 0);
  size_t p = 0;
  for (; p + 4 <= inner; p += 4) {
    lanes part[4];
    _Pragma("clang loop unroll(full)") for (size_t g = 0; g < 4; g++) {
      quad q0 = *(const quad *)(rows[g] + p), q1 = *(const quad *)(rows[g + 4] + p);
      quad q2 = *(const quad *)(rows[g + 8] + p), q3 = *(const quad *)(rows[g + 12] + p);
      part[g].lo.lo = q0, part[g].lo.hi = q1, part[g].hi.lo = q2, part[g].hi.hi = q3;
    }
#define LOW_PAIRS(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define HIGH_PAIRS(a, b) \
  __builtin_shufflevector(a, b, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)
#define LOW_HALVES(a, b) \
  __builtin_shufflevector(a, b, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
#define HIGH_HALVES(a, b) \
  __builtin_shufflevector(a, b, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
    lanes a = LOW_PAIRS(part[0], part[1]), b = LOW_PAIRS(part[2], part[3]);
    lanes c = HIGH_PAIRS(part[0], part[1]), d = HIGH_PAIRS(part[2], part[3]);
    lanes turned[4] = {LOW_HALVES(a, b), HIGH_HALVES(a, b), LOW_HALVES(c, d), HIGH_HALVES(c, d)};
    _Pragma("clang loop unroll(full)") for (size_t t = 0; t < 4; t++) {
      LANES_AT(y + (p + t) * pitch) = kept != 0 ? turned[t] : 0;
    }
  }
  for (; p < inner; p++) {
    for (size_t r = 0; r < LANES; r++) y[p * pitch + r] = r < count ? rows[r][p] : 0;
  }
}

#endif
