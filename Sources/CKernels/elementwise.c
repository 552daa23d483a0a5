#include "ckernels.h"
#include "dispatch.h"

/* NaN stays NaN, as in Swift's kernels. */
static inline float rectified(float x) { return x < 0 ? 0 : x; }

CK_KERNEL void ck_add_bias(size_t rows, size_t columns, size_t stride, const float *bias, float *y, bool rectifying) {
  for (size_t i = 0; i < rows; i++) {
    float *row = y + i * stride;
    CK_LANES
    for (size_t j = 0; j < columns; j++) {
      float sum = row[j] + bias[j];
      row[j] = rectifying ? rectified(sum) : sum;
    }
  }
}

CK_KERNEL void ck_d_add_bias(size_t rows, size_t columns, size_t stride, const float *dy, float *d_bias) {
  for (size_t i = 0; i < rows; i++) {
    const float *row = dy + i * stride;
    CK_LANES
    for (size_t j = 0; j < columns; j++) d_bias[j] += row[j];
  }
}

CK_KERNEL void ck_add(size_t count, const float *a, const float *b, float *y) {
  CK_LANES
  for (size_t i = 0; i < count; i++) y[i] = a[i] + b[i];
}

CK_KERNEL void ck_scale_add(size_t count, float scale, const float *x, const float *z, float *y) {
  CK_LANES
  for (size_t i = 0; i < count; i++) y[i] = scale * x[i] + (z ? z[i] : 0);
}

CK_KERNEL void ck_relu(size_t count, const float *x, float *y) {
  CK_LANES
  for (size_t i = 0; i < count; i++) y[i] = rectified(x[i]);
}

CK_KERNEL void ck_d_relu(size_t count, const float *dy, const float *y, float *dx, bool adding) {
  CK_LANES
  for (size_t i = 0; i < count; i++) {
    float passed = y[i] > 0 ? dy[i] : 0;
    dx[i] = adding ? dx[i] + passed : passed;
  }
}

/* Sixteen running sums, which fill the widest vector. */
CK_KERNEL double ck_sum_of_squares(size_t count, const float *x) {
  double total = 0;
  for (size_t start = 0; start < count; start += 1024) {
    size_t end = start + 1024 < count ? start + 1024 : count, i = start;
    float sums[16] = {0};
    for (; i + 16 <= end; i += 16)
      for (size_t lane = 0; lane < 16; lane++) sums[lane] += x[i + lane] * x[i + lane];
    for (; i < end; i++) sums[0] += x[i] * x[i];
    for (size_t lane = 0; lane < 16; lane++) total += sums[lane];
  }
  return total;
}
