// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/clock.h"
#include "core/gpu.h"
#include "core/log.h"
#include "cs/engine.h"
#include "fuzz/fuzz.h"
#include "tests/test.h"

void fuzz_bytes(struct fuzz_input *in, void *to, size_t len)
{
	size_t n = min(len, in->left);

	memcpy(to, in->at, n);
	memset((u8 *)to + n, 0, len - n);
	in->at += n;
	in->left -= n;
}

int LLVMFuzzerInitialize(int *argc __unused, char ***argv __unused)
{
	log_quiet(true);
	return 0;
}

/* The tests' driver reports errors here; for a fuzz target each is a finding. */
void test_fail(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: ", file, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

#define PATIENCE_NS	(3 * NSEC_PER_MSEC)

void fuzz_wait(struct engine *e)
{
	struct timespec ts = { .tv_nsec = 20000 };
	u64 deadline = clock_ns() + PATIENCE_NS;
	bool done;

	do {
		nanosleep(&ts, NULL);
		pthread_mutex_lock(&e->gpu->lock);
		done = e->hung || engine_is_idle(e);
		pthread_mutex_unlock(&e->gpu->lock);
	} while (!done && clock_ns() < deadline);
}
