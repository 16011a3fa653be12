/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The runner: each test is a function, run in a process of its own.
 */
#ifndef VGT_VFIO_TEST_H
#define VGT_VFIO_TEST_H

#include "types.h"

/**
 * struct test_args - what a test is given
 * @uuid: of two vGPUs; the second may be an empty string
 * @kvmgt: the mediator is kvmgt
 * @virtual: vGPUs have virtual GGTT addresses (vgt's parameter ggtt)
 */
struct test_args {
	const char *uuid[2];
	bool kvmgt;
	bool virtual;
};

/**
 * struct test - a test
 * @name: in a few words
 * @run: it; ends by test_die() if it fails
 * @vgpus: how many it needs
 * @kvmgt: what kvmgt does otherwise, and why, or NULL
 * @kvmgt_hangs: it takes L1's kernel with it, so that it is not run on kvmgt
 */
struct test {
	const char *name;
	void (*run)(const struct test_args *args);
	unsigned int vgpus;
	const char *kvmgt;
	bool kvmgt_hangs;
};

extern const struct test basic_tests[], exec_tests[], memory_tests[], hostile_tests[],
	life_tests[], monitor_tests[], picture_tests[], stats_tests[], hang_tests[],
	opregion_tests[], share_tests[], machine_tests[], interface_tests[], switch_tests[],
	image_tests[], bar2_tests[], fence_tests[], levels_tests[], port_tests[], suspend_tests[],
	unbind_tests[], many_tests[], coherency_tests[],
	limit_tests[], iommufd_tests[], size_tests[];

/* Does a name hold one of these words, which are separated by '|'? With NULL each does. */
bool test_chosen(const char *name, const char *only);

/* Ends the test with a message: it failed. */
__noreturn __printf(1, 2) void test_die(const char *format, ...);

/* Ends the test: here it can show nothing, for this reason. It counts as skipped. */
__noreturn void test_skip(const char *reason);

/* The test fails unless @cond; the rest says in what. */
#define CHECK(cond, ...)			\
	do {					\
		if (!(cond))			\
			test_die(__VA_ARGS__);	\
	} while (0)

#endif /* VGT_VFIO_TEST_H */
