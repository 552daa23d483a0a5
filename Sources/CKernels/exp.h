/* The exponential of sixteen floats at once. */
#ifndef CKERNELS_EXP_H
#define CKERNELS_EXP_H

#include "lanes.h"

/* x = eˣ in each lane, for x ≤ 88: within 2e-7 of it, relatively, down to the least normal number, and 0 below.
 * exp(-∞) = 0, exp(NaN) = NaN.
 *
 * eˣ = 2ⁿ·eᶠ with n the integer nearest x/ln 2 and |f| ≤ ln 2/2. Adding 1.5·2²³ rounds to an integer and leaves it in
 * the low bits. ln 2 is subtracted in two parts, so that f keeps its last bits; eᶠ is a polynomial. Parts and
 * coefficients: S. L. Moshier, Cephes Mathematical Library, expf. */
CK_INLINE void exp_of_lanes(lanes *x) {
  const float least = -87.33654f, rounder = 12582912.0f;
  lanes clamped = *x < least ? (lanes)least : *x;
  lanes shifted = clamped * 1.44269504f + rounder;
  lanes n = shifted - rounder;
  lanes f = clamped - n * 0.693359375f;
  f = f + n * 2.12194440e-4f;
  lanes p = f * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * f + 8.3334519073e-3f;
  p = p * f + 4.1665795894e-2f;
  p = p * f + 1.6666665459e-1f;
  p = p * f + 5.0000001201e-1f;
  p = p * (f * f) + (f + 1.0f);
  union {
    lanes floats;
    integer_lanes bits;
  } power = {.floats = shifted};
  power.bits = (power.bits << 23) + (127 << 23);
  *x = *x < least ? (lanes)0.0f : p * power.floats;
}

#endif
