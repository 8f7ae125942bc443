// Swift's Glibc module does not show statx, which alone tells a file's time of birth.
#define _GNU_SOURCE
#include "CFilePlace.h"

#include <fcntl.h>
#include <sys/stat.h>

int file_place(const char *path, uint64_t *number, int64_t *seconds, uint32_t *nanoseconds) {
  struct statx status = {0};
  if (statx(AT_FDCWD, path, 0, STATX_INO | STATX_BTIME, &status) != 0) return -1;
  int tells_birth = (status.stx_mask & STATX_BTIME) != 0;
  *number = status.stx_ino;
  *seconds = tells_birth ? status.stx_btime.tv_sec : 0;
  *nanoseconds = tells_birth ? status.stx_btime.tv_nsec : 0;
  return 0;
}
