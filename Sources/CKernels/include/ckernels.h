/* Float32 kernels that are compiled once for each instruction set and chosen when the program is loaded.
 *
 * They are in C because Swift can neither compile one function for several processors nor tell the compiler that
 * loops over several arrays may run side by side: its loops stay at the 128 bits that every x86-64 has.
 *
 * Arrays hold `count` floats, need no alignment and may be NULL if they are empty. A result may be the very array that
 * is read (in place); otherwise arrays must not overlap. Nothing allocates or keeps state: any thread may call.
 *
 * Kernels that only measure a processor are in ceilings.h.
 */
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The numbers of one Adam step that are the same for every weight: TensorEngine's AdamStep, which explains them. */
struct ck_adam_step {
  float mean_decay, square_decay, weight_factor, rate, inverse_square_correction, epsilon, gradient_scale;
};

/* The sum of the squares of x. */
double ck_sum_of_squares(size_t count, const float *x);

/* One Adam step over `count` weights, in one pass, with g = gradient_scale·gradient:
 *   m = mean_decay·m + (1 - mean_decay)·g        v = square_decay·v + (1 - square_decay)·g²
 *   w = weight_factor·w - rate·m / (√v·inverse_square_correction + epsilon)
 * where w is `weights`, m `mean` and v `square`. In C because Swift calls the square root lane by lane. */
void ck_adam(size_t count, struct ck_adam_step step, float *weights, const float *gradient, float *mean, float *square);

/* y += bias in each row, then max(y, 0) if `rectifying`: y is [rows, columns], its rows `stride` floats apart, and bias
 * is [columns]. */
void ck_add_bias(size_t rows, size_t columns, size_t stride, const float *bias, float *y, bool rectifying);

/* The gradient of ck_add_bias with respect to the bias: d_bias[j] += Σᵢ dy[i, j]; dy is shaped like y. */
void ck_d_add_bias(size_t rows, size_t columns, size_t stride, const float *dy, float *d_bias);

/* y = a + b. */
void ck_add(size_t count, const float *a, const float *b, float *y);

/* y = scale·x + z, or scale·x if z is NULL. */
void ck_scale_add(size_t count, float scale, const float *x, const float *z, float *y);

/* y = max(x, 0). */
void ck_relu(size_t count, const float *x, float *y);

/* The gradient of ck_relu: dx = dy where y > 0, else 0; it is added to what is there if `adding`. */
void ck_d_relu(size_t count, const float *dy, const float *y, float *dx, bool adding);

/* Products with a weight that is used many times over.
 *
 * A weight W[columns, inner] is packed once into panels of ck_panel_width() columns, each [inner, width] and its last
 * columns zero beyond `columns`. A caller may pass a range of panels to compute a range of columns. Panels are only for
 * the processor that packed them. */

/* The columns of a panel: a multiple of 16 that the instruction set in use determines. */
size_t ck_panel_width(void);

/* Packs W[columns, inner], stored as a linear layer stores it: rows `row_stride` floats apart. `panels` has room for
 * ⌈columns / width⌉·width·inner floats and does not overlap w. */
void ck_pack(size_t columns, size_t inner, const float *w, size_t row_stride, float *panels);

/* The same panels from B = Wᵀ[inner, columns], rows `row_stride` floats apart. */
void ck_pack_natural(size_t inner, size_t columns, const float *b, size_t row_stride, float *panels);

/* What ck_linear does with a product before it is stored: adds what y holds if `adding`, adds bias[columns] and
 * residual[rows, columns] unless they are NULL, then takes max(y, 0) if `rectifying`. The residual may be y itself. */
struct ck_epilogue {
  const float *bias, *residual;
  size_t residual_stride;
  bool rectifying, adding;
};

/* y[rows, columns] = x[rows, inner]·Wᵀ and the epilogue, W in `panels`; rows are x_stride and y_stride floats apart. y
 * overlaps neither x nor the panels. Nothing is written beyond `columns`, which may end within a panel. */
void ck_linear(
    size_t rows, size_t inner, const float *x, size_t x_stride, size_t columns, const float *panels, float *y,
    size_t y_stride, struct ck_epilogue e);

/* ck_linear of the transposed xᵀ: x is [inner, rows]. For a weight's gradient dW = dyᵀ·x, with x packed naturally.
 * Needs 100 KiB of stack. */
void ck_linear_transposed(
    size_t rows, size_t inner, const float *x, size_t x_stride, size_t columns, const float *panels, float *y,
    size_t y_stride, struct ck_epilogue e);

/* A small product that stays in cache, such as those of an attention head:
 *   C[i, j] (+)= scale·Σₚ A[i, p]·B[p, j]
 * with A[i, p] at a + i·a_row + p·a_column, B[p, j] at b + p·b_row + j·b_column and C[i, j] at c + i·c_row + j. It is
 * added to what is there if `adding`. Fast if b_row or b_column is 1. C overlaps neither A nor B. Needs 70 KiB of
 * stack. */
void ck_multiply(
    size_t rows, size_t inner, size_t columns, const float *a, size_t a_row, size_t a_column, const float *b,
    size_t b_row, size_t b_column, float scale, float *c, size_t c_row, bool adding);

/* Softmax in place of the first min(columns, visible + (causal ? i : 0)) columns of each row i of x[rows, columns],
 * rows `stride` floats apart. The other columns become 0; all do where nothing is visible or all that is visible is
 * -∞. */
void ck_softmax(size_t rows, size_t columns, size_t stride, size_t visible, bool causal, float *x);

/* The gradient of ck_softmax, in place: dy becomes y·(dy - Σⱼ y·dy). Both are [rows, columns], rows `stride` apart. */
void ck_d_softmax(size_t rows, size_t columns, size_t stride, const float *y, float *dy);

/* Layer normalisation with s = x + residual, or s = x if `residual` is NULL:
 *   y = (s - mean) / √(variance + epsilon)·gain + bias
 * where mean and biased variance are those of a row. x, residual and y are [rows, columns], their rows their stride
 * apart; y may be x or residual. `moments` receives [rows, 2]: the mean, and 1 / √(variance + epsilon). It may be
 * NULL. */
void ck_layer_norm(
    size_t rows, size_t columns, const float *x, size_t x_stride, const float *residual, size_t residual_stride,
    const float *gain, const float *bias, float epsilon, float *y, size_t y_stride, float *moments);

/* The gradient of ck_layer_norm with respect to s, which `x` is here: with the normalised x̂ = (s - mean) / deviation
 * and g = dy·gain,
 *   dx (+)= (g - mean(g) - x̂·mean(g·x̂)) / deviation
 * It is added to what is there if `adding`. dx may be dy or x. */
void ck_d_layer_norm(
    size_t rows, size_t columns, const float *dy, size_t dy_stride, const float *x, size_t x_stride,
    const float *moments, const float *gain, float *dx, size_t dx_stride, bool adding);

/* The gradients of ck_layer_norm with respect to gain and bias, which are added to what is there:
 * d_gain[j] += Σᵢ dy·x̂ and d_bias[j] += Σᵢ dy. A range of columns needs only shifted pointers. */
void ck_d_layer_norm_weights(
    size_t rows, size_t columns, const float *dy, size_t dy_stride, const float *x, size_t x_stride,
    const float *moments, float *d_gain, float *d_bias);

/* ln Σⱼ exp(x[j]), without overflow; -∞ if there is nothing to sum. */
float ck_log_sum_exp(size_t count, const float *x);

/* x - ln Σⱼ exp(x[j]) in place, in each row of x[rows, columns], rows `stride` floats apart. */
void ck_log_softmax(size_t rows, size_t columns, size_t stride, float *x);

/* The label-smoothed loss of one prediction, and its negative log-likelihood, in nats. */
struct ck_cross_entropy {
  double loss, nll;
};

/* Cross-entropy of the softmax of logits[columns] against `target` < columns, with lse the logits' log-sum-exp:
 *   nll = lse - logits[target]        loss = (1 - smoothing)·nll + smoothing/columns·Σⱼ(lse - logits[j])
 * If wanted, the logits become the loss's gradient with respect to them, times `scale`:
 *   scale·(softmax - (1 - smoothing)·[j = target] - smoothing/columns) */
struct ck_cross_entropy ck_cross_entropy(
    size_t columns, float *logits, size_t target, float smoothing, float scale, bool wants_gradient);

/* Cross-entropy of the softmax of logits[columns] against the softmax p of teacher[columns], with a share λ of that
 * against `target` < columns:
 *   nll = lse - logits[target]        loss = (1 - λ)·Σⱼ p[j]·(lse - logits[j]) + λ·nll
 * The teacher's logits are overwritten. If wanted, the logits become the loss's gradient with respect to them, times
 * `scale`:
 *   scale·(softmax - (1 - λ)·p - λ·[j = target]) */
struct ck_cross_entropy ck_distillation(
    size_t columns, float *logits, float *teacher, size_t target, float label_share, float scale, bool wants_gradient);

/* The k largest of x[count] and where they are, best first; of equals the one with the smaller index. NaN is never
 * chosen. Returns how many were found: min(k, count), or fewer if the rest are NaN. */
size_t ck_top_k(size_t count, const float *x, size_t k, float *values, uint32_t *indices);

/* Inverted dropout: y (+)= residual + (kept ? x / (1 - rate) : 0), `residual` being 0 if it is NULL; added to what is
 * there if `adding`. Element i is kept if random word `first` + i is at least rate·2³². Word w is word w mod 4 of
 * ck_philox(seed, w / 4): any range can be computed alone, and the gradient is the same function of dy. y may be x or
 * residual. */
void ck_dropout(
    size_t count, uint64_t seed, uint64_t first, float rate, const float *x, const float *residual, float *y,
    bool adding);

/* The four random words of block `counter` < 2⁶⁴ under key `seed`, low words first: Philox4x32-10.
 *
 * Source: Salmon, Moraes, Dror, Shaw. "Parallel Random Numbers: As Easy as 1, 2, 3." SC11, 2011.
 * doi:10.1145/2063384.2063405 */
void ck_philox(uint64_t seed, uint64_t counter, uint32_t out[4]);

/* The system's calls for keeping threads on cores, which Swift's Glibc does not show. */

/* The numbers of the first `count` cores that the calling thread may run on; returns how many there are. */
size_t ck_allowed_cores(size_t count, int *cores);

/* Keeps the calling thread on `core`; false if the system refuses. */
bool ck_bind_thread(int core);

/* Lets the calling thread run on the `count` cores of these numbers, and no others; whether the system agreed. */
bool ck_allow_cores(size_t count, const int *cores);

/* The core that the calling thread is on at this moment; -1 if the system does not say. */
int ck_current_core(void);

/* Moves the calling thread to `core`, if it may run there, and leaves it free to be moved again. */
void ck_move_thread(int core);

/* The kernel's event counters, whose system call has no wrapper in any library. */

/* Starts counting an event (the numbers of linux/perf_event.h) on the calling thread, in the kernel too unless
 * `user_only`. Returns a descriptor to read and close, or the negated error number. */
int ck_open_event(uint32_t type, uint64_t event, bool user_only);

/* A count since it was opened, and the nanoseconds that it was wanted and was counted. */
struct ck_event_reading {
  uint64_t value, enabled, running;
  bool is_valid;
};

/* Reads an event; not valid if it cannot be read. */
struct ck_event_reading ck_read_event(int descriptor);

#endif
