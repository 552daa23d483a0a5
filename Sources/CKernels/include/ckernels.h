/* Element-wise float32 kernels that are compiled once for each instruction set and chosen when the program is loaded.
 *
 * They are in C because Swift can neither compile one function for several processors nor tell the compiler that
 * loops over several arrays may run side by side: its loops stay at the 128 bits that every x86-64 has.
 *
 * Arrays hold `count` floats, need no alignment and may be NULL if they are empty. A result may be the very array that
 * is read (in place); otherwise arrays must not overlap. Nothing allocates or keeps state: any thread may call.
 */
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>

/* The numbers of one Adam step that are the same for every weight: TensorEngine's AdamStep, which explains them. */
struct ck_adam_step {
  float mean_decay, square_decay, weight_factor, rate, inverse_square_correction, epsilon;
};

/* One Adam step over `count` weights, in one pass:
 *   m = mean_decay·m + (1 - mean_decay)·g        v = square_decay·v + (1 - square_decay)·g²
 *   w = weight_factor·w - rate·m / (√v·inverse_square_correction + epsilon)
 * where w is `weights`, g `gradient`, m `mean` and v `square`. In C because Swift calls the square root lane by lane. */
void ck_adam(size_t count, struct ck_adam_step step, float *weights, const float *gradient, float *mean, float *square);

/* y += bias in each row, then max(y, 0) if `rectifying`: y is [rows, columns], its rows `stride` floats apart, and bias
 * is [columns]. */
void ck_add_bias(size_t rows, size_t columns, size_t stride, const float *bias, float *y, bool rectifying);

/* The gradient of ck_add_bias with respect to the bias: d_bias[j] += Σᵢ dy[i, j]; dy is shaped like y. */
void ck_d_add_bias(size_t rows, size_t columns, size_t stride, const float *dy, float *d_bias);

/* y = max(x, 0). */
void ck_relu(size_t count, const float *x, float *y);

/* The gradient of ck_relu: dx = dy where y > 0, else 0; it is added to what is there if `adding`. */
void ck_d_relu(size_t count, const float *dy, const float *y, float *dx, bool adding);

#endif
