/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A record of what the tests saw: values, CSB events and their order, interrupts, registers. It has
 * no times and no addresses, so that it is the same on each GPU of a generation, and on its model.
 * A line is the test's name, a tabulator, and what was seen.
 */
#ifndef VGT_VFIO_RECORD_H
#define VGT_VFIO_RECORD_H

#include "gpu.h"

/* All tests write into this file from now on. Returns 0 or an errno. */
int record_open(const char *path);

/* The parent tells which test begins, and whether it was skipped. */
void record_begin(const char *test);
void record_skipped(void);

/* A line, if there is a record. */
__printf(1, 2) void record(const char *format, ...);

/* CSB events: contexts by their numbers, which count from 1 in each test. */
void record_events(const char *who, const struct csb_event *events, u32 count);

/* What pages of the guest's hold, as one number. */
void record_pages(struct gpu *gpu, const char *what, u64 gpa, u32 pages);

/*
 * Compares a record with the expected one, test by test; those that were skipped in one of the two
 * do not count. Those that the record does not have count with @all, if they are chosen by @only:
 * see test_chosen(). Prints each difference. Returns 0 if there is none, 1, or 2 if a file cannot
 * be read.
 */
int record_compare(const char *expected, const char *record, bool all, const char *only);

#endif /* VGT_VFIO_RECORD_H */
