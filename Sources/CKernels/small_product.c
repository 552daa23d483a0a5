#include "ckernels.h"
#include "dispatch.h"
#include "tile.h"

/* B is taken in blocks of so many steps by the columns of a tile. A block is read where it lies if its rows are
 * contiguous and fill a tile; otherwise it is first copied to the stack. A is read where it lies, whatever its strides:
 * one element serves a whole row of a tile. */
enum { BLOCK_STEPS = 256, BLOCK_VECTORS = 4 };

/* With more rows it pays to turn B first. */
enum { MOST_DOT_ROWS = 8 };

/* block[steps, width] = B[steps, columns] */
CK_INLINE void gather_block(
    size_t steps, size_t columns, size_t width, const float *b, size_t b_row, size_t b_column, float *block) {
  for (size_t j = 0; j < columns; j += LANES) {
    size_t count = columns - j < LANES ? columns - j : LANES;
    const float *from = b + j * b_column;
    if (b_row == 1) {
      transpose_group(count, steps, from, b_column, block + j, width);
    } else {
      for (size_t p = 0; p < steps; p++) {
        float *to = block + p * width + j;
        for (size_t l = 0; l < LANES; l++) to[l] = l < count ? from[p * b_row + l * b_column] : 0;
      }
    }
  }
}

/* C (+)= scale·sums */
CK_INLINE void put_down(
    size_t rows, size_t columns, size_t width, const float *sums, float scale, float *c, size_t c_row, bool adding) {
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = 0; j < columns; j += LANES) {
      lanes sum = CONST_LANES_AT(sums + i * width + j) * scale, before;
      float *to = c + i * c_row + j;
      if (adding) load_some(&before, to, columns - j, 0), sum += before;
      store_some(to, &sum, columns - j);
    }
  }
}

/* `columns` ≤ 16·vectors columns of B, in tiles of up to `tile_rows` rows; the first `skipped` of them are not C's. */
CK_INLINE void multiply_columns(
    size_t vectors, size_t tile_rows, size_t rows, size_t inner, size_t columns, size_t skipped, const float *a,
    size_t a_row, size_t a_column, const float *b, size_t b_row, size_t b_column, float scale, float *c, size_t c_row,
    bool adding) {
  const size_t width = vectors * LANES;
  float block[BLOCK_STEPS * BLOCK_VECTORS * LANES], sums[MOST_TILE_ROWS * BLOCK_VECTORS * LANES + LANES];
  size_t step = 0;
  do {
    size_t steps = inner - step < BLOCK_STEPS ? inner - step : BLOCK_STEPS;
    const float *from = b + step * b_row;
    size_t from_row = b_row;
    if (b_column != 1 || columns < width) {
      gather_block(steps, columns, width, from, b_row, b_column, block);
      from = block, from_row = width;
    }
    size_t tiles = (rows + tile_rows - 1) / tile_rows;
    for (size_t i = 0, taken; tiles > 0; i += taken, tiles--) {
      taken = (rows - i + tiles - 1) / tiles;
      const float *factors = a + i * a_row + step * a_column;
#define TILE(n) \
  case n: \
    if (n <= tile_rows) multiply_tile(n, vectors, 0, steps, factors, a_row, a_column, from, from_row, 0, 0, sums); \
    break;
      switch (taken) { TILE(1) TILE(2) TILE(3) TILE(4) TILE(5) TILE(6) TILE(7) TILE(8) }
#undef TILE
      put_down(
          taken, columns - skipped, width, sums + skipped, scale, c + i * c_row, c_row, adding || step > 0);
    }
    step += steps;
  } while (step < inner);
}

/* The sums of all lanes of four vectors. */
CK_INLINE void sums_of_lanes(const lanes sum[4], float result[4]) {
#define LOW(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
#define HIGH(a, b) __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31)
#define EVEN(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)
#define ODD(a, b) __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31)
  lanes front = LOW(sum[0], sum[1]) + HIGH(sum[0], sum[1]), back = LOW(sum[2], sum[3]) + HIGH(sum[2], sum[3]);
  lanes four = EVEN(front, back) + ODD(front, back);
  four += __builtin_shufflevector(four, four, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
  four += __builtin_shufflevector(four, four, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
  for (size_t q = 0; q < 4; q++) result[q] = four[4 * q];
#undef LOW
#undef HIGH
#undef EVEN
#undef ODD
}

/* Few rows, and contiguous columns of B of whole vectors: each element of C is a dot product, four at a time. */
CK_INLINE void multiply_dots(
    size_t rows, size_t inner, size_t columns, const float *a, size_t a_row, const float *b, size_t b_column,
    float scale, float *c, size_t c_row, bool adding) {
  for (size_t j = 0; j < columns; j += 4) {
    size_t count = columns - j < 4 ? columns - j : 4;
    const float *column[4];
    for (size_t q = 0; q < 4; q++) column[q] = b + (j + (q < count ? q : 0)) * b_column;
    for (size_t i = 0; i < rows; i++) {
      lanes sum[4] = {0, 0, 0, 0};
      for (size_t p = 0; p < inner; p += LANES) {
        lanes factor = CONST_LANES_AT(a + i * a_row + p);
        for (size_t q = 0; q < 4; q++) sum[q] += factor * CONST_LANES_AT(column[q] + p);
      }
      float dots[4], *to = c + i * c_row + j;
      sums_of_lanes(sum, dots);
      for (size_t q = 0; q < count; q++) to[q] = (adding ? to[q] : 0) + scale * dots[q];
    }
  }
}

#define PARAMETERS \
  size_t rows, size_t inner, size_t columns, const float *a, size_t a_row, size_t a_column, const float *b, \
      size_t b_row, size_t b_column, float scale, float *c, size_t c_row, bool adding
#define ARGUMENTS rows, inner, columns, a, a_row, a_column, b, b_row, b_column, scale, c, c_row, adding

/* The largest tile is `tile_rows` by 16·vectors. Up to few_rows rows fill the registers only if they are four vectors
 * wide. Where B's rows are contiguous, its last columns are taken together with their neighbours to the left. */
CK_INLINE void multiply(size_t vectors, size_t tile_rows, size_t few_rows, PARAMETERS) {
  if (rows <= MOST_DOT_ROWS && a_column == 1 && b_row == 1 && inner % LANES == 0) {
    multiply_dots(rows, inner, columns, a, a_row, b, b_column, scale, c, c_row, adding);
    return;
  }
#define COLUMNS(v, r) \
  taken = left < v * LANES ? left : v * LANES; \
  multiply_columns( \
      v, r, rows, inner, taken + skipped, skipped, a, a_row, a_column, b + (j - skipped) * b_column, b_row, b_column, \
      scale, c + j, c_row, adding)
  for (size_t j = 0, taken; j < columns; j += taken) {
    size_t left = columns - j, skipped = b_column == 1 && left < LANES && j > 0 ? LANES - left : 0;
    if (rows <= few_rows && left >= 4 * LANES) {
      COLUMNS(4, few_rows);
    } else if (vectors == 2 && (left >= 2 * LANES || (left > LANES && b_column != 1))) {
      COLUMNS(2, tile_rows);
    } else {
      COLUMNS(1, tile_rows);
    }
  }
#undef COLUMNS
}

#if CK_VERSIONS
CK_WITH_AVX512 static void multiply_avx512(PARAMETERS) { multiply(2, 8, 4, ARGUMENTS); }
CK_WITH_AVX2 static void multiply_avx2(PARAMETERS) { multiply(1, 6, 1, ARGUMENTS); }
static void multiply_any(PARAMETERS) { multiply(1, 3, 1, ARGUMENTS); }

void ck_multiply(PARAMETERS) {
  if (ck_has_avx512()) return multiply_avx512(ARGUMENTS);
  if (ck_has_avx2()) return multiply_avx2(ARGUMENTS);
  multiply_any(ARGUMENTS);
}
#else
void ck_multiply(PARAMETERS) { multiply(1, 6, 1, ARGUMENTS); }
#endif
