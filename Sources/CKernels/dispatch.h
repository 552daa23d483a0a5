/* How every kernel is compiled. */
#ifndef CKERNELS_DISPATCH_H
#define CKERNELS_DISPATCH_H

/* The newest instruction set to compile for: 2 is AVX-512, 1 is AVX2, 0 what every x86-64 has. A test that wants to run
 * an older one on a newer processor defines it lower. */
#ifndef CK_NEWEST
#define CK_NEWEST 2
#endif

/* CK_KERNEL has a function compiled for each instruction set; the dynamic linker picks one. Other processors than
 * x86-64 need no choice: NEON is part of every AArch64. "avx512f" and not "arch=x86-64-v4", which prefers 256-bit
 * vectors. ck_has_avx512 and ck_has_avx2 are for kernels that spell their versions out. */
#if defined(__x86_64__) && defined(__linux__)
#define CK_VERSIONS 1
#define CK_WITH_AVX512 __attribute__((target("avx512f")))
#define CK_WITH_AVX2 __attribute__((target("arch=x86-64-v3")))
/* A sanitizer would check the linker's choice, which comes before it is set up: then there is one version. */
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CK_KERNEL
#elif CK_NEWEST >= 2
#define CK_KERNEL __attribute__((target_clones("avx512f", "arch=x86-64-v3", "default")))
#elif CK_NEWEST == 1
#define CK_KERNEL __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define CK_KERNEL
#endif
static inline int ck_has_avx512(void) { return CK_NEWEST >= 2 && __builtin_cpu_supports("avx512f"); }
static inline int ck_has_avx2(void) { return CK_NEWEST >= 1 && __builtin_cpu_supports("x86-64-v3"); }
#else
#define CK_VERSIONS 0
#define CK_KERNEL
#endif

/* CK_LANES before a loop: its rounds are independent, so that they may run in vector lanes although a result may be the
 * very array that is read, which `restrict` would forbid and a check for overlap would run one by one. */
#define CK_LANES _Pragma("clang loop vectorize(assume_safety)")

#endif
