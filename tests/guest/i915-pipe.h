/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef I915_PIPE_H
#define I915_PIPE_H

/* glibc's name for openat64() in a program that is built with checks (_FORTIFY_SOURCE). */
int __openat64_2(int dir, const char *path, int flags);

#endif
