/* Kernels that show what a processor can do at most: arithmetic in registers, and reading, writing and computing over
 * memory of any size.
 *
 * Unlike the engine's, these are called by instruction set, since each is measured. They leave behind, or return, what
 * can be computed by a formula, so that a test can prove that the work was done; none can be left out by a compiler.
 *
 * In C for the reasons that ckernels.h gives. Any thread may call.
 */
#ifndef CEILINGS_H
#define CEILINGS_H

#include <stdbool.h>
#include <stddef.h>

/* What a kernel is compiled for: what every processor of the kind has (SSE2 on x86-64, NEON on AArch64), or more. */
enum ck_instruction_set { CK_BASELINE, CK_AVX2, CK_AVX512 };

/* Whether this processor has the instructions; the others of these functions may be called only then. */
bool ck_has_instruction_set(enum ck_instruction_set set);

/* The elements that the peak kernels hold in registers, float or double. */
size_t ck_peak_floats(enum ck_instruction_set set);
size_t ck_peak_doubles(enum ck_instruction_set set);

/* `rounds` times x += x·up, then x += x·down, for each of the elements that ck_peak_floats or ck_peak_doubles tells:
 *   x ← x·((1 + up)·(1 + down))^rounds
 * Each element is 4 FLOPs a round: two fused multiply-adds where the instruction set has them. */
void ck_peak_fp32(enum ck_instruction_set set, size_t rounds, float up, float down, float *x);
void ck_peak_fp64(enum ck_instruction_set set, size_t rounds, double up, double down, double *x);

/* Arrays of the following kernels hold a multiple of so many floats. */
enum { CK_CEILING_BLOCK = 256 };

/* Reads all of x `passes` times with `fmas` multiply-adds for each element. Returns
 *   passes·Σx                                        without any: one addition for each element
 *   passes·Σ(factor·(1 + factor)^(fmas - 1)·x)       otherwise: 2·fmas FLOPs for each element */
float ck_read(
    enum ck_instruction_set set, size_t passes, size_t fmas, float factor, size_t count, const float *x);

/* The triad y = a + p·b for p = 1 … passes: y ends as a + passes·b. The arrays do not overlap. */
void ck_triad(
    enum ck_instruction_set set, size_t passes, size_t count, const float *a, const float *b, float *y);

#endif
