/* How every kernel is compiled. */
#ifndef CKERNELS_DISPATCH_H
#define CKERNELS_DISPATCH_H

/* CK_KERNEL has a function compiled for AVX-512, AVX2 and any x86-64; the dynamic linker picks one. Other processors
 * need no choice: NEON is part of every AArch64. "avx512f" and not "arch=x86-64-v4", which prefers 256-bit vectors. */
#if defined(__x86_64__) && defined(__linux__)
#define CK_KERNEL __attribute__((target_clones("avx512f", "arch=x86-64-v3", "default")))
#else
#define CK_KERNEL
#endif

/* CK_LANES before a loop: its rounds are independent, so that they may run in vector lanes although a result may be the
 * very array that is read, which `restrict` would forbid and a check for overlap would run one by one. */
#define CK_LANES _Pragma("clang loop vectorize(assume_safety)")

#endif
