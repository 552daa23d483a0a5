#include "ckernels.h"
#include "dispatch.h"

/* The processor's own root and quotient, rounded correctly. The builtin, unlike sqrtf, never sets errno, which
 * would keep the loop out of vector lanes. */
CK_KERNEL void ck_adam(
    size_t count, struct ck_adam_step step, float *weights, const float *gradient, float *mean, float *square) {
  CK_LANES
  for (size_t i = 0; i < count; i++) {
    float g = step.gradient_scale * gradient[i];
    float m = step.mean_decay * mean[i] + (1 - step.mean_decay) * g;
    float v = step.square_decay * square[i] + (1 - step.square_decay) * g * g;
    mean[i] = m;
    square[i] = v;
    float spread = __builtin_elementwise_sqrt(v) * step.inverse_square_correction + step.epsilon;
    weights[i] = step.weight_factor * weights[i] - step.rate * m / spread;
  }
}
