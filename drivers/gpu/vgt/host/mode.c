// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which GGTT addresses vGPUs get: the administrator chooses when the module is loaded.
 */
#include <linux/moduleparam.h>
#include <linux/string.h>

#include "compat.h"
#include "i915.h"

static const char * const vgt_ggtt_modes[] = { "slice", "virtual" };

/* One of them. */
static int vgt_ggtt_mode;

static int vgt_ggtt_mode_set(const char *val, const struct kernel_param *kp)
{
	int mode = sysfs_match_string(vgt_ggtt_modes, val);

	if (mode < 0)
		return mode;
	*(int *)kp->arg = mode;
	return 0;
}

static int vgt_ggtt_mode_get(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%s\n", vgt_ggtt_modes[*(int *)kp->arg]);
}

static const struct kernel_param_ops vgt_ggtt_mode_ops = {
	.set = vgt_ggtt_mode_set,
	.get = vgt_ggtt_mode_get,
};

module_param_cb(ggtt, &vgt_ggtt_mode_ops, &vgt_ggtt_mode, 0444);
MODULE_PARM_DESC(ggtt, "GGTT addresses of vGPUs: a slice of the hardware's, or virtual (slice)");

/**
 * vgt_i915_virtual_ggtt() - check whether vGPUs get virtual GGTT addresses
 * @i915: the GPU's device
 *
 * BAR 2 is guest memory then. The processors' writes to it stay in their caches, where only a GPU
 * that shares the last-level cache finds them.
 */
bool vgt_i915_virtual_ggtt(struct drm_i915_private *i915)
{
	if (!vgt_ggtt_mode)
		return false;
	if (!HAS_LLC(i915)) {
		pr_warn("vgt: %s: ggtt=slice is used: the GPU does not share the processors' cache\n",
			pci_name(to_pci_dev(i915->drm.dev)));
		return false;
	}
	if (VGT_KVM_NESTED_KEEPS_PAGES)
		pr_warn("vgt: %s: ggtt=virtual: with nested=1, KVM of this kernel lets a VM keep memory that another VM has later: load it with nested=0 unless you trust all VMs\n",
			pci_name(to_pci_dev(i915->drm.dev)));
	return true;
}
