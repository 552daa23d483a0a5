#include "ckernels.h"
#include "dispatch.h"
#include "lanes.h"

/* The mean first, then the variance about it: in one pass the difference of two large sums would lose its digits. y
 * holds s in between. */
CK_KERNEL void ck_layer_norm(
    size_t rows, size_t columns, const float *x, size_t x_stride, const float *residual, size_t residual_stride,
    const float *gain, const float *bias, float epsilon, float *y, size_t y_stride, float *moments) {
  for (size_t i = 0; i < rows; i++) {
    const float *from = x + i * x_stride, *more = residual ? residual + i * residual_stride : NULL;
    float *to = y + i * y_stride;
    lanes s, other, sums = 0;
    for (size_t j = 0; j < columns; j += LANES) {
      load_some(&s, from + j, columns - j, 0);
      if (more) load_some(&other, more + j, columns - j, 0), s += other;
      sums += s;
      store_some(to + j, &s, columns - j);
    }
    float mean = sum_of_lanes(&sums) / (float)columns;
    sums = 0;
    for (size_t j = 0; j < columns; j += LANES) {
      load_some(&s, to + j, columns - j, mean);
      s -= mean;
      sums += s * s;
    }
    float scale = 1 / __builtin_elementwise_sqrt(sum_of_lanes(&sums) / (float)columns + epsilon);
    for (size_t j = 0; j < columns; j += LANES) {
      size_t left = columns - j;
      lanes factor;
      load_some(&s, to + j, left, 0);
      load_some(&factor, gain + j, left, 0);
      load_some(&other, bias + j, left, 0);
      s = (s - mean) * scale * factor + other;
      store_some(to + j, &s, left);
    }
    if (moments) moments[2 * i] = mean, moments[2 * i + 1] = scale;
  }
}

CK_KERNEL void ck_d_layer_norm(
    size_t rows, size_t columns, const float *dy, size_t dy_stride, const float *x, size_t x_stride,
    const float *moments, const float *gain, float *dx, size_t dx_stride, bool adding) {
  for (size_t i = 0; i < rows; i++) {
    const float *gradient = dy + i * dy_stride, *from = x + i * x_stride;
    float *to = dx + i * dx_stride, mean = moments[2 * i], scale = moments[2 * i + 1];
    lanes g, factor, normal, before, sums = 0, products = 0;
    for (size_t j = 0; j < columns; j += LANES) {
      size_t left = columns - j;
      load_some(&g, gradient + j, left, 0);
      load_some(&factor, gain + j, left, 0);
      load_some(&normal, from + j, left, mean);
      g *= factor;
      sums += g;
      products += g * ((normal - mean) * scale);
    }
    float g_mean = sum_of_lanes(&sums) / (float)columns, product_mean = sum_of_lanes(&products) / (float)columns;
    for (size_t j = 0; j < columns; j += LANES) {
      size_t left = columns - j;
      load_some(&g, gradient + j, left, 0);
      load_some(&factor, gain + j, left, 0);
      load_some(&normal, from + j, left, mean);
      g = scale * (g * factor - g_mean - (normal - mean) * scale * product_mean);
      if (adding) load_some(&before, to + j, left, 0), g += before;
      store_some(to + j, &g, left);
    }
  }
}

/* A strip of columns runs down all rows with its sums in registers. */
CK_KERNEL void ck_d_layer_norm_weights(
    size_t rows, size_t columns, const float *dy, size_t dy_stride, const float *x, size_t x_stride,
    const float *moments, float *d_gain, float *d_bias) {
  for (size_t j = 0; j < columns; j += LANES) {
    size_t left = columns - j;
    lanes g, normal, gain, bias;
    load_some(&gain, d_gain + j, left, 0);
    load_some(&bias, d_bias + j, left, 0);
    for (size_t i = 0; i < rows; i++) {
      load_some(&g, dy + i * dy_stride + j, left, 0);
      load_some(&normal, x + i * x_stride + j, left, 0);
      gain += g * ((normal - moments[2 * i]) * moments[2 * i + 1]);
      bias += g;
    }
    store_some(d_gain + j, &gain, left);
    store_some(d_bias + j, &bias, left);
  }
}
