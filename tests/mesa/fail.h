/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_MESA_FAIL_H
#define TESTS_MESA_FAIL_H

/** fail() - end the program with a message */
void fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

#endif /* TESTS_MESA_FAIL_H */
