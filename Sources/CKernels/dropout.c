#include "ckernels.h"
#include "dispatch.h"
#include "lanes.h"

/* Blocks are computed 8 in a vector, and two vectors at once, since each waits for its own last product. */
enum { VECTORS = 2, WORDS = 32 * VECTORS, ROUNDS = 10 };

/* One 32-bit word in each lane, in 64 bits as products of two words are; the upper halves are arbitrary. */
typedef uint64_t word_lanes __attribute__((ext_vector_type(8)));
typedef uint32_t random_lanes __attribute__((ext_vector_type(16), aligned(4), may_alias));

/* words[0 ..< WORDS] = the words of the blocks from `counter` on. */
CK_INLINE void random_words(uint64_t seed, uint64_t counter, uint32_t *words) {
  const word_lanes low = 0xffffffff;
  word_lanes a[VECTORS], b[VECTORS], c[VECTORS], d[VECTORS];
  for (size_t v = 0; v < VECTORS; v++) {
    a[v] = (word_lanes){0, 1, 2, 3, 4, 5, 6, 7} + (counter + 8 * v);
    b[v] = a[v] >> 32;
    c[v] = d[v] = 0;
  }
  word_lanes key = seed, other_key = seed >> 32;
  for (int round = 0; round < ROUNDS; round++) {
    for (size_t v = 0; v < VECTORS; v++) {
      word_lanes first = (a[v] & low) * 0xD2511F53u, second = (c[v] & low) * 0xCD9E8D57u;
      a[v] = (second >> 32) ^ b[v] ^ key;
      c[v] = (first >> 32) ^ d[v] ^ other_key;
      b[v] = second;
      d[v] = first;
    }
    key += 0x9E3779B9u;
    other_key += 0xBB67AE85u;
  }
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the first word of two is taken to be the low half of 64 bits"
#endif
  for (size_t v = 0; v < VECTORS; v++) {
    word_lanes front = (a[v] & low) | (b[v] << 32), back = (c[v] & low) | (d[v] << 32);
    word_lanes halves[2] = {
        __builtin_shufflevector(front, back, 0, 8, 1, 9, 2, 10, 3, 11),
        __builtin_shufflevector(front, back, 4, 12, 5, 13, 6, 14, 7, 15)};
    memcpy(words + 32 * v, halves, sizeof halves);
  }
}

CK_KERNEL void ck_philox(uint64_t seed, uint64_t counter, uint32_t out[4]) {
  uint32_t words[WORDS];
  random_words(seed, counter, words);
  memcpy(out, words, 4 * sizeof *out);
}

/* ck_dropout of a few elements, with the words of each and `scale` = 1 / (1 - rate). */
CK_INLINE void drop(
    size_t count, const uint32_t *words, uint32_t threshold, float scale, const float *x, const float *residual,
    float *y, bool adding) {
  for (size_t i = 0; i < count; i += LANES) {
    size_t left = count - i;
    lanes v, other;
    load_some(&v, x + i, left, 0);
    v = *(const random_lanes *)(words + i) >= threshold ? v * scale : 0;
    if (residual) load_some(&other, residual + i, left, 0), v += other;
    if (adding) load_some(&other, y + i, left, 0), v += other;
    store_some(y + i, &v, left);
  }
}

CK_KERNEL void ck_dropout(
    size_t count, uint64_t seed, uint64_t first, float rate, const float *x, const float *residual, float *y,
    bool adding) {
  double bound = rate > 0 ? (double)rate * 4294967296.0 : 0;
  bool drops_all = bound > 4294967295.0;
  uint32_t threshold = drops_all ? UINT32_MAX : (uint32_t)bound;
  if (threshold < bound && !drops_all) threshold++;
  float scale = drops_all ? 0 : 1 / (1 - rate);
  size_t skipped = first % 4, taken;
  for (size_t i = 0; i < count; i += taken) {
    uint32_t words[WORDS + LANES] = {0};
    random_words(seed, first / 4 + (i + first % 4) / 4, words);
    taken = count - i < WORDS - skipped ? count - i : WORDS - skipped;
    const float *more = residual ? residual + i : NULL;
    if (taken == WORDS) drop(WORDS, words, threshold, scale, x + i, more, y + i, adding);
    else drop(taken, words + skipped, threshold, scale, x + i, more, y + i, adding);
    skipped = 0;
  }
}
