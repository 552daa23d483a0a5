#include "ckernels.h"
#include "dispatch.h"
#include "exp.h"

/* In both, the lanes that are left after whole vectors stay in a register: rows of attention are short. */

CK_KERNEL void ck_softmax(size_t rows, size_t columns, size_t stride, size_t visible, bool causal, float *x) {
  for (size_t i = 0; i < rows; i++) {
    float *row = x + i * stride;
    size_t reach = causal && visible < columns ? visible + i : visible;
    size_t count = reach < columns ? reach : columns, whole = count - count % LANES;
    lanes tail, sums = 0, best;
    load_some(&tail, row + whole, count - whole, -__builtin_inff());
    best = tail;
    for (size_t j = 0; j < whole; j += LANES) best = CONST_LANES_AT(row + j) > best ? CONST_LANES_AT(row + j) : best;
    float most = largest_lane(&best);
    if (most == -__builtin_inff()) {
      for (size_t j = 0; j < columns; j++) row[j] = 0;
      continue;
    }
    for (size_t j = 0; j < whole; j += LANES) {
      lanes v = CONST_LANES_AT(row + j) - most;
      exp_of_lanes(&v);
      sums += v;
      LANES_AT(row + j) = v;
    }
    tail -= most;
    exp_of_lanes(&tail);
    sums += tail;
    float share = 1 / sum_of_lanes(&sums);
    for (size_t j = 0; j < whole; j += LANES) LANES_AT(row + j) *= share;
    tail *= share;
    store_some(row + whole, &tail, count - whole);
    for (size_t j = count; j < columns; j++) row[j] = 0;
  }
}

CK_KERNEL void ck_d_softmax(size_t rows, size_t columns, size_t stride, const float *y, float *dy) {
  size_t whole = columns - columns % LANES;
  for (size_t i = 0; i < rows; i++) {
    const float *values = y + i * stride;
    float *gradient = dy + i * stride;
    lanes tail, tail_gradient;
    load_some(&tail, values + whole, columns - whole, 0);
    load_some(&tail_gradient, gradient + whole, columns - whole, 0);
    lanes sums = tail * tail_gradient;
    for (size_t j = 0; j < whole; j += LANES) sums += CONST_LANES_AT(values + j) * CONST_LANES_AT(gradient + j);
    float sum = sum_of_lanes(&sums);
    for (size_t j = 0; j < whole; j += LANES) {
      LANES_AT(gradient + j) = CONST_LANES_AT(values + j) * (CONST_LANES_AT(gradient + j) - sum);
    }
    tail *= tail_gradient - sum;
    store_some(gradient + whole, &tail, columns - whole);
  }
}
