#define _GNU_SOURCE
#include "ckernels.h"

#if defined(__linux__)
#include <errno.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

int ck_open_event(uint32_t type, uint64_t event, bool user_only) {
  struct perf_event_attr attributes = {
      .size = sizeof attributes,
      .type = type,
      .config = event,
      .exclude_kernel = user_only,
      .exclude_hv = 1,
      .read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
  };
  long descriptor = syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  return descriptor < 0 ? -errno : (int)descriptor;
}

struct ck_event_reading ck_read_event(int descriptor) {
  uint64_t words[3];
  if (descriptor < 0 || read(descriptor, words, sizeof words) != sizeof words) return (struct ck_event_reading){0};
  return (struct ck_event_reading){.value = words[0], .enabled = words[1], .running = words[2], .is_valid = true};
}
#else
int ck_open_event(uint32_t type, uint64_t event, bool user_only) { return -38; }

struct ck_event_reading ck_read_event(int descriptor) { return (struct ck_event_reading){0}; }
#endif
