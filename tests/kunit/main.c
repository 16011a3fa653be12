// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module that the tests are in. KUnit finds their suites, and runs them when the
 * module is loaded.
 */
#include <linux/module.h>

MODULE_DESCRIPTION("Tests of vgt's core");
MODULE_LICENSE("GPL");
