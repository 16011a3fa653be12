// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module that the tests are in. KUnit finds their suites, and runs them when the
 * module is loaded.
 */
#include <linux/module.h>

#include "fake_gpu.h"
#include "fake_zeroed.h"

module_param_named(virtual, fake_gpu_virtual, bool, 0);
MODULE_PARM_DESC(virtual, "vGPUs have virtual GGTT addresses");

static int __init vgt_test_init(void)
{
	return 0;
}
module_init(vgt_test_init);

static void __exit vgt_test_exit(void)
{
	fake_zeroed_exit();
}
module_exit(vgt_test_exit);

MODULE_DESCRIPTION("Tests of vgt's core");
MODULE_LICENSE("GPL");
