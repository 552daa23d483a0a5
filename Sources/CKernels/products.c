#include "ckernels.h"
#include "dispatch.h"
#include "tile.h"

/* A weight's panels are streamed from memory once for every block of rows, and each tile keeps 6 rows × 1 panel of sums
 * in registers: 24 of AVX-512's 32 registers, 12 of AVX2's 16, 24 of NEON's 32.
 *
 * The three versions are spelt out, and not target_clones, because the panel's width is part of each. */
enum { WIDE_VECTORS = 4, NARROW_VECTORS = 1 };

size_t ck_panel_width(void) {
#if CK_VERSIONS
  if (ck_has_avx512()) return WIDE_VECTORS * LANES;
#endif
  return NARROW_VECTORS * LANES;
}

CK_KERNEL static void pack(
    size_t width, size_t columns, size_t inner, const float *w, size_t row_stride, float *panels) {
  for (size_t j = 0; j < columns; j += width, panels += inner * width) {
    for (size_t group = 0; group < width; group += LANES) {
      size_t left = columns > j + group ? columns - j - group : 0;
      size_t count = left < LANES ? left : LANES;
      transpose_group(count, inner, w + (count ? j + group : 0) * row_stride, row_stride, panels + group, width);
    }
  }
}

void ck_pack(size_t columns, size_t inner, const float *w, size_t row_stride, float *panels) {
  pack(ck_panel_width(), columns, inner, w, row_stride, panels);
}

CK_KERNEL static void pack_natural(
    size_t width, size_t inner, size_t columns, const float *b, size_t row_stride, float *panels) {
  const size_t block = 16;
  for (size_t first = 0; first < inner; first += block) {
    size_t last = inner - first < block ? inner : first + block;
    for (size_t j = 0; j < columns; j += width) {
      for (size_t p = first; p < last; p++) {
        float *to = panels + j * inner + p * width;
        for (size_t group = 0; group < width; group += LANES) {
          size_t left = columns > j + group ? columns - j - group : 0;
          lanes v;
          load_some(&v, b + p * row_stride + (left ? j + group : 0), left, 0);
          LANES_AT(to + group) = v;
        }
      }
    }
  }
}

void ck_pack_natural(size_t inner, size_t columns, const float *b, size_t row_stride, float *panels) {
  pack_natural(ck_panel_width(), inner, columns, b, row_stride, panels);
}

/* y[rows, columns] = sums (+ y) (+ bias) (+ residual), rectified if asked; `sums` has rows of `width` ≥ columns. */
CK_INLINE void finish(
    size_t rows, size_t columns, size_t width, const float *sums, float *y, size_t y_stride, struct ck_epilogue e) {
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = 0; j < columns; j += LANES) {
      size_t left = columns - j;
      float *to = y + i * y_stride + j;
      lanes sum = CONST_LANES_AT(sums + i * width + j), other;
      if (e.adding) load_some(&other, to, left, 0), sum += other;
      if (e.bias) load_some(&other, e.bias + j, left, 0), sum += other;
      if (e.residual) load_some(&other, e.residual + i * e.residual_stride + j, left, 0), sum += other;
      if (e.rectifying) sum = sum < 0 ? (lanes)0.0f : sum;
      store_some(to, &sum, left);
    }
  }
}

/* A block of rows, which the second-level cache can hold, times one part of all panels: x[i, p] is at
 * x + i·x_row + p·x_column, and panels begin panel_stride apart. */
#define BLOCK_PARAMETERS \
  size_t rows, size_t steps, const float *x, size_t x_row, size_t x_column, size_t columns, const float *panels, \
      size_t panel_stride, float *y, size_t y_stride, struct ck_epilogue e
#define BLOCK_ARGUMENTS rows, steps, x, x_row, x_column, columns, panels, panel_stride, y, y_stride, e

/* How many bytes ahead of its use a panel is asked for when every line of it is used only once: farther if the panels
 * are too many for a cache, whose answer comes sooner than memory's. */
CK_INLINE size_t bytes_ahead(size_t columns, size_t panel_stride, size_t width) {
  const size_t cached = 16 << 20;
  return columns / width * panel_stride * sizeof(float) > cached ? 8192 : 2048;
}

/* `count` shared out over `parts`: what the first of them takes, so that none is much smaller than another. */
CK_INLINE size_t share(size_t count, size_t parts) { return (count + parts - 1) / parts; }

/* Up to twice as many rows as a tile has, taken at once with half of a panel's columns, so that no line of a panel is
 * read twice. */
CK_INLINE void multiply_halves(size_t vectors, BLOCK_PARAMETERS) {
  const size_t width = vectors * LANES, half = width / 2, distance = bytes_ahead(columns, panel_stride, width);
  for (size_t j = 0; j < columns; j += half, panels += j % width ? 0 : panel_stride) {
    const float *part = panels + j % width;
    float sums[MOST_TILE_ROWS * MOST_TILE_VECTORS / 2 * LANES];
#define TILE(n) \
  case n: \
    multiply_tile( \
        n, vectors / 2, vectors / 2, steps, x, x_row, x_column, part, width, (uintptr_t)part + distance, \
        width * sizeof(float), sums); \
    break;
    switch (rows) { TILE(7) TILE(8) TILE(9) TILE(10) TILE(11) TILE(12) }
#undef TILE
    struct ck_epilogue here = e;
    if (here.bias) here.bias += j;
    if (here.residual) here.residual += j;
    finish(rows, columns - j < half ? columns - j : half, half, sums, y + j, y_stride, here);
  }
}

CK_INLINE void multiply_block(size_t vectors, size_t tile_rows, BLOCK_PARAMETERS) {
  const size_t width = vectors * LANES, distance = bytes_ahead(columns, panel_stride, width);
  if (vectors == WIDE_VECTORS && rows > tile_rows && rows <= 2 * tile_rows) {
    multiply_halves(vectors, BLOCK_ARGUMENTS);
    return;
  }
  for (size_t j = 0; j < columns; j += width, panels += panel_stride) {
    size_t tiles = share(rows, tile_rows), asked = 0;
    bool alone = tiles == 1;
    uintptr_t ahead = (uintptr_t)panels + (alone ? distance : panel_stride * sizeof(float));
    for (size_t i = 0, taken; tiles > 0; i += taken, tiles--) {
      taken = share(rows - i, tiles);
      const float *from = x + i * x_row;
      float sums[MOST_TILE_ROWS * MOST_TILE_VECTORS * LANES];
#define TILE(n, lines) \
  multiply_tile(n, vectors, lines, steps, from, x_row, x_column, panels, width, ahead, (lines) * 64, sums)
#define TILES(n) \
  case n: \
    if (n > tile_rows) break; \
    if (alone) TILE(n, vectors); \
    else if (asked < vectors) TILE(n, 1); \
    else TILE(n, 0); \
    break;
      switch (taken) { TILES(1) TILES(2) TILES(3) TILES(4) TILES(5) TILES(6) }
#undef TILES
#undef TILE
      ahead += steps * 64;
      asked++;
      struct ck_epilogue here = e;
      if (here.bias) here.bias += j;
      if (here.residual) here.residual += i * here.residual_stride + j;
      size_t left = columns - j;
      finish(taken, left < width ? left : width, width, sums, y + i * y_stride + j, y_stride, here);
    }
  }
}

#if CK_VERSIONS
CK_WITH_AVX512 static void multiply_block_avx512(BLOCK_PARAMETERS) { multiply_block(WIDE_VECTORS, 6, BLOCK_ARGUMENTS); }
CK_WITH_AVX2 static void multiply_block_avx2(BLOCK_PARAMETERS) { multiply_block(NARROW_VECTORS, 6, BLOCK_ARGUMENTS); }
static void multiply_block_any(BLOCK_PARAMETERS) { multiply_block(NARROW_VECTORS, 3, BLOCK_ARGUMENTS); }

static void multiply_block_here(BLOCK_PARAMETERS) {
  if (ck_has_avx512()) return multiply_block_avx512(BLOCK_ARGUMENTS);
  if (ck_has_avx2()) return multiply_block_avx2(BLOCK_ARGUMENTS);
  multiply_block_any(BLOCK_ARGUMENTS);
}
#else
static void multiply_block_here(BLOCK_PARAMETERS) { multiply_block(NARROW_VECTORS, 6, BLOCK_ARGUMENTS); }
#endif

/* The epilogue of one of several parts of the inner dimension: the first adds what is to be added, so that the residual
 * may be y, and the last rectifies. */
static struct ck_epilogue epilogue_of_part(struct ck_epilogue e, bool first, bool last) {
  struct ck_epilogue part = {.adding = true};
  if (first) part = e;
  part.rectifying = e.rectifying && last;
  return part;
}

/* The most rows, and the most steps of the inner dimension, that are worked on before going to the next panel. The last
 * two are of a copy on the stack. */
enum { MOST_ROWS = 60, MOST_STEPS = 704, MOST_COPIED_ROWS = 48, MOST_COPIED_STEPS = 512 };

void ck_linear(
    size_t rows, size_t inner, const float *x, size_t x_stride, size_t columns, const float *panels, float *y,
    size_t y_stride, struct ck_epilogue e) {
  size_t width = ck_panel_width(), row_blocks = share(rows, MOST_ROWS);
  for (size_t i = 0, taken; row_blocks > 0; i += taken, row_blocks--) {
    taken = share(rows - i, row_blocks);
    size_t parts = rows <= 12 || inner == 0 ? 1 : share(inner, MOST_STEPS);
    for (size_t step = 0, steps; parts > 0; step += steps, parts--) {
      steps = share(inner - step, parts);
      struct ck_epilogue part = epilogue_of_part(e, step == 0, parts == 1);
      if (part.residual) part.residual += i * part.residual_stride;
      multiply_block_here(
          taken, steps, x + i * x_stride + step, x_stride, 1, columns, panels + step * width, inner * width,
          y + i * y_stride, y_stride, part);
    }
  }
}

/* Six neighbours of a row of x are read at once, each time from another line and soon from another page: unlike that of
 * ck_linear, the block is copied together first. */
void ck_linear_transposed(
    size_t rows, size_t inner, const float *x, size_t x_stride, size_t columns, const float *panels, float *y,
    size_t y_stride, struct ck_epilogue e) {
  float copy[MOST_COPIED_STEPS * MOST_COPIED_ROWS];
  size_t width = ck_panel_width(), row_blocks = share(rows, MOST_COPIED_ROWS);
  for (size_t i = 0, taken; row_blocks > 0; i += taken, row_blocks--) {
    taken = share(rows - i, row_blocks);
    size_t parts = inner == 0 ? 1 : share(inner, MOST_COPIED_STEPS);
    for (size_t step = 0, steps; parts > 0; step += steps, parts--) {
      steps = share(inner - step, parts);
      for (size_t p = 0; p < steps; p++) {
        memcpy(copy + p * MOST_COPIED_ROWS, x + (step + p) * x_stride + i, taken * sizeof(float));
      }
      struct ck_epilogue part = epilogue_of_part(e, step == 0, parts == 1);
      if (part.residual) part.residual += i * part.residual_stride;
      multiply_block_here(
          taken, steps, copy, 1, MOST_COPIED_ROWS, columns, panels + step * width, inner * width, y + i * y_stride,
          y_stride, part);
    }
  }
}
