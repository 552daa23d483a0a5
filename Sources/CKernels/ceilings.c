#include "ceilings.h"

#include "dispatch.h"
#include "lanes.h"

/* Kernels are inlined with the number of 16-lane vectors that fill the registers of an instruction set: a vector is one
 * register with AVX-512, two with AVX2, four with SSE or NEON. Enough of them are under way at once that no unit waits
 * for a result: a multiply-add takes 4 to 7 cycles, and up to four start in each. */
enum { MOST_VECTORS = 24 };

/* How far ahead loads are announced: time enough for main memory if much is computed, and little beside a cache. */
enum { ANNOUNCED_BYTES = 4096 };

typedef double double_lanes __attribute__((ext_vector_type(8), aligned(8), may_alias));
enum { DOUBLE_LANES = 8 };

#define UNROLLED _Pragma("clang loop unroll(full)")

/* The memory that a pass reads counts as changed, so that no pass is merged with the next. */
#define NEXT_PASS __asm__ volatile("" ::: "memory")

CK_INLINE void peak_fp32(size_t vectors, size_t rounds, float up, float down, float *x) {
  lanes v[MOST_VECTORS], rise = up, fall = down;
  UNROLLED for (size_t i = 0; i < vectors; i++) v[i] = CONST_LANES_AT(x + i * LANES);
  for (size_t round = 0; round < rounds; round++) {
    UNROLLED for (size_t i = 0; i < vectors; i++) v[i] += v[i] * rise;
    UNROLLED for (size_t i = 0; i < vectors; i++) v[i] += v[i] * fall;
  }
  UNROLLED for (size_t i = 0; i < vectors; i++) LANES_AT(x + i * LANES) = v[i];
}

CK_INLINE void peak_fp64(size_t vectors, size_t rounds, double up, double down, double *x) {
  double_lanes v[MOST_VECTORS], rise = up, fall = down;
  UNROLLED for (size_t i = 0; i < vectors; i++) v[i] = *(const double_lanes *)(x + i * DOUBLE_LANES);
  for (size_t round = 0; round < rounds; round++) {
    UNROLLED for (size_t i = 0; i < vectors; i++) v[i] += v[i] * rise;
    UNROLLED for (size_t i = 0; i < vectors; i++) v[i] += v[i] * fall;
  }
  UNROLLED for (size_t i = 0; i < vectors; i++) *(double_lanes *)(x + i * DOUBLE_LANES) = v[i];
}

/* With several multiply-adds for each element half as many sums do, which leaves registers for the elements. Many keep
 * the processor from seeing the next loads in time, so that they are `announced` to the cache. */
CK_INLINE float read_with(
    size_t vectors, bool announced, size_t passes, size_t fmas, float factor, size_t count, const float *x) {
  const size_t sums = fmas > 1 ? vectors / 2 : vectors;
  lanes sum[MOST_VECTORS], f = factor;
  UNROLLED for (size_t i = 0; i < sums; i++) sum[i] = 0;
  for (size_t pass = 0; pass < passes; pass++) {
    for (size_t at = 0; at < count; at += vectors * LANES) {
      lanes v[MOST_VECTORS];
      UNROLLED for (size_t i = 0; i < vectors; i++) {
        v[i] = CONST_LANES_AT(x + at + i * LANES);
        if (announced) __builtin_prefetch((const void *)((uintptr_t)(x + at + i * LANES) + ANNOUNCED_BYTES));
      }
      for (size_t step = 1; step < fmas; step++) {
        UNROLLED for (size_t i = 0; i < vectors; i++) v[i] += v[i] * f;
      }
      UNROLLED for (size_t i = 0; i < vectors; i++) {
        if (fmas == 0) {
          sum[i] += v[i];
        } else {
          sum[i % sums] += v[i] * f;
        }
      }
    }
    NEXT_PASS;
  }
  float total = 0;
  UNROLLED for (size_t i = 0; i < sums; i++) total += sum_of_lanes(&sum[i]);
  return total;
}

/* Few multiply-adds are spelled out, since a loop over them would take time of its own. */
CK_INLINE float read_any(size_t vectors, size_t passes, size_t fmas, float factor, size_t count, const float *x) {
  switch (fmas) {
    case 0: return read_with(vectors, false, passes, 0, factor, count, x);
    case 1: return read_with(vectors, false, passes, 1, factor, count, x);
    case 2: return read_with(vectors, false, passes, 2, factor, count, x);
    case 4: return read_with(vectors, false, passes, 4, factor, count, x);
    default: return read_with(vectors, true, passes, fmas, factor, count, x);
  }
}

CK_INLINE void triad(
    size_t vectors, size_t passes, size_t count, const float *restrict a, const float *restrict b, float *restrict y) {
  for (size_t pass = 1; pass <= passes; pass++) {
    lanes factor = (float)pass;
    for (size_t at = 0; at < count; at += vectors * LANES) {
      UNROLLED for (size_t i = 0; i < vectors; i++) {
        size_t place = at + i * LANES;
        LANES_AT(y + place) = CONST_LANES_AT(a + place) + factor * CONST_LANES_AT(b + place);
      }
    }
    NEXT_PASS;
  }
}

/* A version of every kernel for one instruction set, with `chains` vectors in a peak and `live` in a pass. */
#define VERSION(name, target, chains, live) \
  target static void peak_fp32_##name(size_t rounds, float up, float down, float *x) { \
    peak_fp32(chains, rounds, up, down, x); \
  } \
  target static void peak_fp64_##name(size_t rounds, double up, double down, double *x) { \
    peak_fp64(chains, rounds, up, down, x); \
  } \
  target static float read_##name(size_t passes, size_t fmas, float factor, size_t count, const float *x) { \
    return read_any(live, passes, fmas, factor, count, x); \
  } \
  target static void triad_##name(size_t passes, size_t count, const float *a, const float *b, float *y) { \
    triad(live, passes, count, a, b, y); \
  }

/* Of 16 registers 12 hold chains, of 32 registers 24. With SSE, where a multiplication and an addition follow each other,
 * 12 are not quite enough: its peak is up to a fifth higher than what is measured. */
#if CK_VERSIONS
enum { BASELINE_CHAINS = 3, AVX2_CHAINS = 6, AVX512_CHAINS = 24 };
VERSION(baseline, , BASELINE_CHAINS, 2)
VERSION(avx2, CK_WITH_AVX2, AVX2_CHAINS, 4)
VERSION(avx512, CK_WITH_AVX512, AVX512_CHAINS, 16)
#define CALL(kernel, ...) \
  set == CK_AVX512 ? kernel##_avx512(__VA_ARGS__) \
                   : set == CK_AVX2 ? kernel##_avx2(__VA_ARGS__) : kernel##_baseline(__VA_ARGS__)

bool ck_has_instruction_set(enum ck_instruction_set set) {
  return set == CK_AVX512 ? ck_has_avx512() : set == CK_AVX2 ? ck_has_avx2() : set == CK_BASELINE;
}

static size_t chains(enum ck_instruction_set set) {
  return set == CK_AVX512 ? AVX512_CHAINS : set == CK_AVX2 ? AVX2_CHAINS : BASELINE_CHAINS;
}
#else
enum { BASELINE_CHAINS = 6 };
VERSION(baseline, , BASELINE_CHAINS, 4)
#define CALL(kernel, ...) kernel##_baseline(__VA_ARGS__)

bool ck_has_instruction_set(enum ck_instruction_set set) { return set == CK_BASELINE; }

static size_t chains(enum ck_instruction_set set) { return BASELINE_CHAINS; }
#endif

size_t ck_peak_floats(enum ck_instruction_set set) { return chains(set) * LANES; }

size_t ck_peak_doubles(enum ck_instruction_set set) { return chains(set) * DOUBLE_LANES; }

void ck_peak_fp32(enum ck_instruction_set set, size_t rounds, float up, float down, float *x) {
  CALL(peak_fp32, rounds, up, down, x);
}

void ck_peak_fp64(enum ck_instruction_set set, size_t rounds, double up, double down, double *x) {
  CALL(peak_fp64, rounds, up, down, x);
}

float ck_read(
    enum ck_instruction_set set, size_t passes, size_t fmas, float factor, size_t count, const float *x) {
  return CALL(read, passes, fmas, factor, count, x);
}

void ck_triad(
    enum ck_instruction_set set, size_t passes, size_t count, const float *a, const float *b, float *y) {
  CALL(triad, passes, count, a, b, y);
}
