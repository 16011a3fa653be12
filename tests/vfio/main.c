// SPDX-License-Identifier: GPL-2.0-only
/*
 * Usage: vfio-test [--kvmgt | --suspend | --unbind] [--only WORD[|WORD...]] [--record FILE]
 *                  UUID [UUID]
 *        vfio-test [--all] [--only WORD[|WORD...]] --compare EXPECTED RECORD
 *        vfio-test --slices UUID [UUID]
 *        vfio-test [--kvmgt] [--only WORD[|WORD...]] --list
 *
 * Runs the tests on these vGPUs, and prints results as lib/tap.sh reads them; or only prints
 * where the vGPUs' parts of the GGTT are: "slice NUMBER NAME FIRST SIZE"; or the names of the
 * tests, with --kvmgt of those that kvmgt passes. --record writes down what they saw, see
 * record.h; --compare prints how such a record differs from the expected one, with --all also which
 * tests are missing in it. The environment's VGT_VFIO chooses how the vGPUs are opened, see way.h.
 * The status is 0 if all passed, 1 if one did not, 2 if there is none.
 */
#include <errno.h>
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
#include "record.h"
#include "test.h"
#include "way.h"

/* A watchdog: on the debug kernel, beside other work, some tests take more than 30 s. */
#define TEST_SECONDS	90
#define STATUS_SKIP	77

/* The last removes a vGPU. */
static const struct test * const suites[] = {
	basic_tests, interface_tests, exec_tests, memory_tests, limit_tests, size_tests,
	hostile_tests, switch_tests, image_tests, bar2_tests, fence_tests, levels_tests,
	port_tests, monitor_tests, opregion_tests, picture_tests, coherency_tests, stats_tests,
	share_tests, hang_tests, machine_tests, many_tests, life_tests,
};

/* What other ways into VFIO do not have comes first: the last suite removes a vGPU. */
static const struct test * const *with_iommufd(size_t *count)
{
	static const struct test *all[ARRAY_SIZE(suites) + 1] = { iommufd_tests };

	memcpy(all + 1, suites, sizeof(suites));
	*count = ARRAY_SIZE(all);
	return all;
}

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
	record_begin(t->name);
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
	if (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_SKIP) {
		record_skipped();
		return true;
	}
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

bool test_chosen(const char *name, const char *only)
{
	char words[256], *at = words, *word;

	if (!only)
		return true;
	snprintf(words, sizeof(words), "%s", only);
	while ((word = strsep(&at, "|")))
		if (strstr(name, word))
			return true;
	return false;
}

/* Returns the exit status. */
static int run_all(const struct test * const *all, size_t count,
		   const struct test_args *args, const char *only)
{
	bool good = true, any = false;
	const struct test *t;
	size_t i;

	for (i = 0; i < count; i++) {
		for (t = all[i]; t->name; t++) {
			if (!test_chosen(t->name, only))
				continue;
			any = true;
			good &= report(t, args);
		}
	}
	if (!any)
		fprintf(stderr, "no test has '%s' in its name\n", only);
	return !any ? 2 : !good;
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

static void print_list(bool kvmgt, const char *only)
{
	const struct test *t;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(suites); i++)
		for (t = suites[i]; t->name; t++)
			if ((!kvmgt || !t->kvmgt) && test_chosen(t->name, only))
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
		{ "record", required_argument, NULL, 'r' },
		{ "compare", required_argument, NULL, 'c' },
		{ "all", no_argument, NULL, 'a' },
		{ 0 },
	};
	const struct test * const *chosen = suites;
	struct test_args args = { .uuid = { "", "" } };
	size_t count = ARRAY_SIZE(suites);
	const char *only = NULL, *expected = NULL;
	bool slices = false, list = false, all = false;
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
		else if (c == 'a')
			all = true;
		else if (c == 'c')
			expected = optarg;
		else if (c == 'r' && record_open(optarg))
			test_die("%s: %s", optarg, strerror(errno));
		else if (c == 'r')
			;
		else
			return 2;
	}
	if (list) {
		print_list(args.kvmgt, only);
		return 0;
	}
	if (expected && argc - optind == 1)
		return record_compare(expected, argv[optind], all, only);
	if (expected || argc - optind < 1 || argc - optind > 2) {
		fputs("Usage: vfio-test [--kvmgt | --suspend | --unbind] [--only WORD] ", stderr);
		fputs("[--record FILE] UUID [UUID]\n", stderr);
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
	else if (way_chosen() == WAY_IOMMUFD)
		chosen = with_iommufd(&count);
	return run_all(chosen, count, &args, only);
}
