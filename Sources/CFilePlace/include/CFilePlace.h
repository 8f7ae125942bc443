#ifndef CFILEPLACE_H
#define CFILEPLACE_H

#include <stdint.h>

/// Which file a path leads to: its number, and when it was born, in seconds and nanoseconds since
/// 1970; 0 where the file system does not tell. Returns 0, or -1 if the file cannot be looked at.
int file_place(const char *path, uint64_t *number, int64_t *seconds, uint32_t *nanoseconds);

#endif
