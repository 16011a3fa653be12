// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the tests: all of them, or those whose "suite.test" contains one of the
 * words given.
 */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "tests/suites.h"

/* Seconds for one test; the slowest takes well below one without sanitizers. */
#define TEST_TIMEOUT	30

/* The last one looks at what the others have executed. */
static const struct test_suite * const suites[] = {
	&memory_suite, &config_suite, &protocol_suite, &mmio_suite, &irq_suite, &gtt_suite,
	&tlb_suite, &execlists_suite, &lrc_suite, &state_suite, &mi_suite, &alu_suite,
	&wait_suite, &privilege_suite, &error_suite, &blt_suite, &reset_suite, &aperture_suite,
	&sampler_suite, &texture_suite,
	&aux_suite, &gmbus_suite, &pipe_suite, &scanout_suite, &gen8_suite, &crc_suite,
	&page_log_suite, &trace_suite, &control_suite, &eu_compact_suite,
	&eu_int_suite, &eu_float_suite, &eu_alternative_suite, &eu_inst_suite, &eu_reg_suite,
	&draw_suite,
	&draw_preempt_suite,
	&draw_line_suite,
	&draw_sample_suite,
	&draw_stream_suite,
	&draw_geometry_suite,
	&tessellate_suite,
	&draw_patch_suite,
	&draw_alternative_suite,
	&eu_flow_suite, &gpgpu_suite, &dataport_suite, &media_suite, &facts_suite,
	&reset_values_suite, &coverage_suite,
};

static char running[128];
static bool failed;
static bool skipped;
static u32 passes, failures, skips;

void test_fail(const char *file, int line, const char *fmt, ...)
{
	const char *base = strrchr(file, '/');
	va_list ap;

	failed = true;
	printf("%s: %s:%d: ", running, base ? base + 1 : file, line);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

void test_skip(const char *why)
{
	skipped = true;
	printf("%s: skipped: %s\n", running, why);
}

static void timed_out(int signal __unused)
{
	static const char text[] = ": the test hangs\n";

	if (write(STDOUT_FILENO, running, strlen(running)) < 0 ||
	    write(STDOUT_FILENO, text, sizeof(text) - 1) < 0)
		_exit(3);
	_exit(1);
}

static bool wanted(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strstr(running, argv[i]))
			return true;
	return argc < 2;
}

static void run_suite(const struct test_suite *s, int argc, char **argv)
{
	for (const struct test *t = s->tests; t->run; t++) {
		snprintf(running, sizeof(running), "%s.%s", s->name, t->name);
		if (!wanted(argc, argv))
			continue;
		failed = false;
		skipped = false;
		alarm(TEST_TIMEOUT);
		t->run();
		alarm(0);
		if (failed)
			failures++;
		else if (skipped)
			skips++;
		else
			passes++;
	}
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGALRM, timed_out);
	signal(SIGPIPE, SIG_IGN);
	log_quiet(!getenv("VERBOSE"));
	for (u32 i = 0; i < ARRAY_SIZE(suites); i++)
		run_suite(suites[i], argc, argv);
	printf("gpu-model: %u passed, %u failed, %u skipped\n", passes, failures, skips);
	return failures || !passes ? 1 : 0;
}
