// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: vfio-test [--kvmgt | --suspend | --unbind] [--only WORD[|WORD...]] UUID [UUID]
 *        vfio-test --slices UUID [UUID]
 *        vfio-test --list
 *
 * Runs the tests on these vGPUs, and prints results as lib/tap.sh reads them; or only prints
 * where the vGPUs' parts of the GGTT are: "slice NUMBER NAME FIRST SIZE"; or the names of the
 * tests that kvmgt passes.
 */
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gpu.h"
#include "test.h"

/* A watchdog: on the debug kernel, beside other work, some tests take more than 30 s. */
#define TEST_SECONDS	90
#define STATUS_SKIP	77

/* The last removes a vGPU. */
static const struct test * const suites[] = {
	basic_tests, interface_tests, exec_tests, memory_tests, hostile_tests, switch_tests,
	image_tests, bar2_tests, fence_tests, levels_tests, port_tests, monitor_tests,
	opregion_tests, picture_tests, stats_tests, share_tests, hang_tests,
	machine_tests, many_tests, life_tests,
};

/* Those that only an option chooses: what they do others cannot be run beside. */
static const struct test * const suspend_suite[] = { suspend_tests };
static const struct test * const unbind_suite[] = { unbind_tests };

void test_die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("# ");
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	exit(1);
}

/* What the test's process says last; the parent reads it. */
static char *skip_reason;
#define SKIP_SIZE	256

void test_skip(const char *reason)
{
	snprintf(skip_reason, SKIP_SIZE, "%s", reason);
	exit(STATUS_SKIP);
}

static bool ggtt_is_virtual(void)
{
	FILE *file = fopen("/sys/module/vgt/parameters/ggtt", "r");
	char mode[16] = "";

	if (!file)
		return false;
	if (!fgets(mode, sizeof(mode), file))
		*mode = 0;
	fclose(file);
	return !strcmp(mode, "virtual\n");
}

/* A line in the kernel's log, so that what it says can be told apart. */
static void mark(const char *name)
{
	FILE *log = fopen("/dev/kmsg", "w");

	if (!log)
		return;
	fprintf(log, "vfio-test: %s\n", name);
	fclose(log);
}

static bool run_one(const struct test *t, const struct test_args *args)
{
	int status;
	pid_t pid;

	mark(t->name);
	fflush(stdout);
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		alarm(TEST_SECONDS);
		t->run(args);
		exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return false;
	if (WIFSIGNALED(status))
		printf("# %s\n", WTERMSIG(status) == SIGALRM ? "the time is up" :
		       strsignal(WTERMSIG(status)));
	if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_SKIP)
		return true;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

/* What kvmgt does otherwise on purpose, or by a known fault, is not our failure. */
static bool report(const struct test *t, const struct test_args *args)
{
	bool good;

	if (t->vgpus > 1 && !*args->uuid[1]) {
		printf("not ok - %s\n# it needs a second vGPU\n", t->name);
		return false;
	}
	*skip_reason = 0;
	good = !(args->kvmgt && t->kvmgt_hangs) && run_one(t, args);
	if (good && *skip_reason)
		printf("ok - %s # SKIP %s\n", t->name, skip_reason);
	else if (good)
		printf("ok - %s\n", t->name);
	else if (args->kvmgt && t->kvmgt)
		printf("ok - %s # SKIP kvmgt: %s\n", t->name, t->kvmgt);
	else
		printf("not ok - %s\n", t->name);
	return good || (args->kvmgt && t->kvmgt);
}

/* Does a name hold one of these words, which are separated by '|'? */
static bool name_has(const char *name, const char *only)
{
	char words[256], *at = words, *word;

	snprintf(words, sizeof(words), "%s", only);
	while ((word = strsep(&at, "|")))
		if (strstr(name, word))
			return true;
	return false;
}

static bool run_all(const struct test * const *all, size_t count,
		    const struct test_args *args, const char *only)
{
	const struct test *t;
	bool good = true;
	size_t i;

	for (i = 0; i < count; i++)
		for (t = all[i]; t->name; t++)
			if (!only || name_has(t->name, only))
				good &= report(t, args);
	return good;
}

static void print_slices(const struct test_args *args)
{
	struct gpu gpu;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(args->uuid) && *args->uuid[i]; i++) {
		gpu_open(&gpu, args->uuid[i]);
		printf("slice %u low %x %x\n", i + 1, gpu.low, gpu.low_size);
		printf("slice %u high %x %x\n", i + 1, gpu.high, gpu.high_size);
		gpu_close(&gpu);
	}
}

static void print_list(void)
{
	const struct test *t;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(suites); i++)
		for (t = suites[i]; t->name; t++)
			if (!t->kvmgt)
				puts(t->name);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "kvmgt", no_argument, NULL, 'k' },
		{ "suspend", no_argument, NULL, 's' },
		{ "unbind", no_argument, NULL, 'u' },
		{ "slices", no_argument, NULL, 'l' },
		{ "list", no_argument, NULL, 'n' },
		{ "only", required_argument, NULL, 'o' },
		{ 0 },
	};
	const struct test * const *chosen = suites;
	struct test_args args = { .uuid = { "", "" } };
	size_t count = ARRAY_SIZE(suites);
	const char *only = NULL;
	bool slices = false, list = false;
	bool good;
	int c, i;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'k')
			args.kvmgt = true;
		else if (c == 's')
			chosen = suspend_suite;
		else if (c == 'u')
			chosen = unbind_suite;
		else if (c == 'l')
			slices = true;
		else if (c == 'n')
			list = true;
		else if (c == 'o')
			only = optarg;
		else
			return 2;
	}
	if (list) {
		print_list();
		return 0;
	}
	if (argc - optind < 1 || argc - optind > 2) {
		fprintf(stderr, "Usage: vfio-test [--kvmgt | --suspend | --unbind] [--only WORD] UUID [UUID]\n");
		return 2;
	}
	for (i = 0; optind + i < argc; i++)
		args.uuid[i] = argv[optind + i];
	if (slices) {
		print_slices(&args);
		return 0;
	}
	args.virtual = ggtt_is_virtual();
	skip_reason = mmap(NULL, SKIP_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			   -1, 0);
	if (skip_reason == MAP_FAILED)
		return 2;
	if (chosen != suites)
		count = 1;
	good = run_all(chosen, count, &args, only);
	return good ? 0 : 1;
}
