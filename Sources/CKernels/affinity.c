#define _GNU_SOURCE
#include <sched.h>

#include "ckernels.h"

#if defined(__linux__)
size_t ck_allowed_cores(size_t count, int *cores) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
  size_t found = 0;
  for (int core = 0; core < CPU_SETSIZE && found < count; core++)
    if (CPU_ISSET(core, &set)) cores[found++] = core;
  return found;
}

bool ck_bind_thread(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;
}

bool ck_allow_cores(size_t count, const int *cores) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (size_t index = 0; index < count; index++)
    if (cores[index] >= 0 && cores[index] < CPU_SETSIZE) CPU_SET(cores[index], &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;
}

int ck_current_core(void) { return sched_getcpu(); }

void ck_move_thread(int core) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0 || !CPU_ISSET(core, &set)) return;
  if (ck_bind_thread(core)) sched_setaffinity(0, sizeof set, &set);
}
#else
size_t ck_allowed_cores(size_t count, int *cores) { return 0; }

bool ck_bind_thread(int core) { return false; }

bool ck_allow_cores(size_t count, const int *cores) { return false; }

int ck_current_core(void) { return -1; }

void ck_move_thread(int core) {}
#endif
