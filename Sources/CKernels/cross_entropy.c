#include "ckernels.h"
#include "dispatch.h"
#include "exp.h"

#include <math.h>

/* Floats are summed in lanes over so many elements, and these sums in double: the error does not grow with a
 * vocabulary. */
enum { STRETCH = 1024 };

/* Σⱼ exp(x[j] - shift), each term also stored to `terms` unless that is NULL; `terms` may be x. */
CK_INLINE double sum_of_exp(size_t count, const float *x, float shift, float *terms) {
  double total = 0;
  for (size_t first = 0; first < count; first += STRETCH) {
    size_t last = count - first < STRETCH ? count : first + STRETCH;
    lanes sums = 0;
    for (size_t j = first; j < last; j += LANES) {
      lanes v;
      load_some(&v, x + j, last - j, -INFINITY);
      v -= shift;
      exp_of_lanes(&v);
      sums += v;
      if (terms) store_some(terms + j, &v, last - j);
    }
    total += sum_of_lanes(&sums);
  }
  return total;
}

/* Σⱼ (x[j] - shift) */
CK_INLINE double sum_of_differences(size_t count, const float *x, float shift) {
  double total = 0;
  for (size_t first = 0; first < count; first += STRETCH) {
    size_t last = count - first < STRETCH ? count : first + STRETCH;
    lanes sums = 0;
    for (size_t j = first; j < last; j += LANES) {
      lanes v;
      load_some(&v, x + j, last - j, shift);
      sums += v - shift;
    }
    total += sum_of_lanes(&sums);
  }
  return total;
}

/* What to subtract before taking exponentials: the largest, but of nothing but -∞ zero, as -∞ - -∞ is no number. */
CK_INLINE float shift_of(size_t count, const float *x) {
  float most = largest(count, x);
  return most == -INFINITY ? 0 : most;
}

CK_KERNEL float ck_log_sum_exp(size_t count, const float *x) {
  float shift = shift_of(count, x);
  return (float)(shift + log(sum_of_exp(count, x, shift, NULL)));
}

CK_KERNEL void ck_log_softmax(size_t rows, size_t columns, size_t stride, float *x) {
  for (size_t i = 0; i < rows; i++) {
    float *row = x + i * stride, shift = shift_of(columns, row);
    float excess = (float)log(sum_of_exp(columns, row, shift, NULL));
    if (excess == -INFINITY) continue;
    for (size_t j = 0; j < columns; j += LANES) {
      lanes v;
      load_some(&v, row + j, columns - j, 0);
      v = (v - shift) - excess;
      store_some(row + j, &v, columns - j);
    }
  }
}

CK_KERNEL static struct ck_cross_entropy cross_entropy(
    size_t columns, float *logits, size_t target, float smoothing, float scale, bool wants_gradient) {
  float shift = shift_of(columns, logits);
  double chosen = (double)logits[target] - shift, size = (double)columns;
  double differences = smoothing != 0 ? sum_of_differences(columns, logits, shift) : 0;
  double sum = sum_of_exp(columns, logits, shift, wants_gradient ? logits : NULL), excess = log(sum);
  double nll = excess - chosen, even = smoothing != 0 ? excess - differences / size : 0;
  if (wants_gradient) {
    float factor = (float)(scale / sum), constant = (float)((double)scale * smoothing / size);
    for (size_t j = 0; j < columns; j += LANES) {
      lanes v;
      load_some(&v, logits + j, columns - j, 0);
      v = v * factor - constant;
      store_some(logits + j, &v, columns - j);
    }
    logits[target] -= scale * (1 - smoothing);
  }
  return (struct ck_cross_entropy){.loss = (1 - (double)smoothing) * nll + smoothing * even, .nll = nll};
}

/* Not itself compiled in versions: the compiler fails on such a function that shares its name with a structure. */
struct ck_cross_entropy ck_cross_entropy(
    size_t columns, float *logits, size_t target, float smoothing, float scale, bool wants_gradient) {
  return cross_entropy(columns, logits, target, smoothing, scale, wants_gradient);
}

/* What one pass over both rows of logits leaves: the sums of their exponentials, and Σⱼ exp(teacher[j])·logits[j], each
 * with its shift taken off. */
struct distillation_sums {
  double student, teacher, mixed;
};

/* The teacher's exponentials take the place of its logits, the student's too if they are `kept`. */
CK_INLINE struct distillation_sums distillation_sums(
    size_t count, float *x, float shift, float *teacher, float teacher_shift, bool kept) {
  const float far = -1e38f; /* For lanes past the end: its exponential is 0, and 0 times it is 0, unlike -∞. */
  struct distillation_sums total = {0};
  for (size_t first = 0; first < count; first += STRETCH) {
    size_t last = count - first < STRETCH ? count : first + STRETCH;
    lanes student_sums = 0, teacher_sums = 0, mixed_sums = 0;
    for (size_t j = first; j < last; j += LANES) {
      lanes v, p;
      load_some(&v, x + j, last - j, far);
      load_some(&p, teacher + j, last - j, far);
      v -= shift;
      p -= teacher_shift;
      exp_of_lanes(&p);
      mixed_sums += p * v;
      exp_of_lanes(&v);
      student_sums += v;
      teacher_sums += p;
      store_some(teacher + j, &p, last - j);
      if (kept) store_some(x + j, &v, last - j);
    }
    total.student += sum_of_lanes(&student_sums);
    total.teacher += sum_of_lanes(&teacher_sums);
    total.mixed += sum_of_lanes(&mixed_sums);
  }
  return total;
}

CK_KERNEL static struct ck_cross_entropy distillation(
    size_t columns, float *logits, float *teacher, size_t target, float label_share, float scale,
    bool wants_gradient) {
  float shift = shift_of(columns, logits);
  double chosen = (double)logits[target] - shift, soft_share = 1 - (double)label_share;
  struct distillation_sums sums =
      distillation_sums(columns, logits, shift, teacher, shift_of(columns, teacher), wants_gradient);
  double excess = log(sums.student), nll = excess - chosen, soft = excess - sums.mixed / sums.teacher;
  if (wants_gradient) {
    float factor = (float)(scale / sums.student), teacher_factor = (float)(scale * soft_share / sums.teacher);
    for (size_t j = 0; j < columns; j += LANES) {
      lanes v, p;
      load_some(&v, logits + j, columns - j, 0);
      load_some(&p, teacher + j, columns - j, 0);
      v = v * factor - p * teacher_factor;
      store_some(logits + j, &v, columns - j);
    }
    logits[target] -= scale * label_share;
  }
  return (struct ck_cross_entropy){.loss = soft_share * soft + label_share * nll, .nll = nll};
}

/* As ck_cross_entropy, not itself compiled in versions. */
struct ck_cross_entropy ck_distillation(
    size_t columns, float *logits, float *teacher, size_t target, float label_share, float scale,
    bool wants_gradient) {
  return distillation(columns, logits, teacher, target, label_share, scale, wants_gradient);
}
