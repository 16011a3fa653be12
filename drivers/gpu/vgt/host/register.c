// SPDX-License-Identifier: GPL-2.0-only
/*
 * Begin and end sharing of i915's GPUs: find them, wake them up, and log why one cannot be shared.
 */
#include "i915.h"
#include "gt/uc/intel_uc.h"

/* Returns NULL for a device that has another driver, or none. */
static struct drm_i915_private *vgt_i915_of(struct pci_dev *pdev)
{
	struct drm_device *drm = pci_get_drvdata(pdev);

	if (!drm || !pdev->driver || strcmp(pdev->driver->name, "i915"))
		return NULL;
	return to_i915(drm);
}

/* A GPU that is not the boot display is no VGA controller: it has class 0x0380. */
static struct pci_dev *vgt_i915_next(struct pci_dev *pdev)
{
	while ((pdev = pci_get_device(PCI_ANY_ID, PCI_ANY_ID, pdev)))
		if (pdev->class >> 16 == PCI_BASE_CLASS_DISPLAY)
			break;
	return pdev;
}

/*
 * i915 takes its snapshot from the GPU's registers. Wake up a GPU that sleeps, for example because
 * it has no monitor.
 */
static int vgt_i915_attach_awake(const struct vgt_host_client *client)
{
	struct {
		struct drm_i915_private *i915;
		intel_wakeref_t wakeref;
	} awake[4];
	struct pci_dev *pdev = NULL;
	struct drm_i915_private *i915;
	u32 count = 0;
	int ret;

	while ((pdev = vgt_i915_next(pdev))) {
		i915 = vgt_i915_of(pdev);
		if (!i915 || count == ARRAY_SIZE(awake))
			continue;
		drm_dev_get(&i915->drm);
		awake[count].i915 = i915;
		awake[count++].wakeref = intel_runtime_pm_get(&i915->runtime_pm);
	}
	ret = vgt_i915_attach(client);
	while (count--) {
		i915 = awake[count].i915;
		intel_runtime_pm_put(&i915->runtime_pm, awake[count].wakeref);
		drm_dev_put(&i915->drm);
	}
	return ret;
}

/* i915 silently ignores devices that it does not share. Log the reason. */
static int vgt_i915_explain(struct pci_dev *pdev)
{
	struct drm_i915_private *i915 = vgt_i915_of(pdev);
	int ret;

	if (!i915 || i915->gvt)
		return 0;
	ret = vgt_i915_refusal(i915);
	if (ret)
		return ret;
	if (i915->vgpu.active) {
		pr_err("vgt: %s: is a virtual GPU itself, and cannot be shared again\n",
		       pci_name(pdev));
		return -EXDEV;
	}
	/* If it has a snapshot, it was offered, and the log has its line already. */
	if (!vgt_i915_platform(i915))
		return i915->vgpu.initial_mmio ? -ENODEV : vgt_i915_unsupported(i915);
	if (!i915->params.enable_gvt) {
		pr_err("vgt: %s: i915 does not share its GPU: boot with i915.enable_gvt=1\n",
		       pci_name(pdev));
		return -EOPNOTSUPP;
	}
	if (intel_uc_uses_guc_submission(&to_gt(i915)->uc)) {
		pr_err("vgt: %s: i915 submits by GuC: boot with i915.enable_guc=0, or without it\n",
		       pci_name(pdev));
		return -EPERM;
	}
	pr_err("vgt: %s: i915 did not share its GPU: see its debug messages\n",
	       pci_name(pdev));
	return -EIO;
}

/* Log the reason for each GPU. Return 0 if at least one is shared. */
static int vgt_i915_explain_all(void)
{
	struct drm_i915_private *i915;
	struct pci_dev *pdev = NULL;
	bool shared = false;
	int ret = 0;

	while ((pdev = vgt_i915_next(pdev))) {
		int err = vgt_i915_explain(pdev);

		ret = ret ?: err;
		i915 = vgt_i915_of(pdev);
		shared |= i915 && i915->gvt;
	}
	return shared ? 0 : ret;
}

/**
 * vgt_host_register() - share the GPUs of the host's driver
 * @client: the user of the GPUs. Existing GPUs are reported before this function returns
 *
 * Sleeps. The log gives the reason of a failure.
 *
 * Return: 0, also if there is no GPU yet; -EBUSY if another mediator has the GPUs; -EOPNOTSUPP if
 * i915 was not told to share; -ENODEV for a GPU that is not supported; -EXDEV for a GPU that is
 * virtual itself; -EPERM if i915 submits by GuC; what @added of @client returned; -EIO otherwise.
 */
int vgt_host_register(const struct vgt_host_client *client)
{
	int ret;

	ret = vgt_i915_attach_awake(client);
	if (ret)
		return ret;
	ret = vgt_i915_explain_all();
	if (ret)
		vgt_i915_detach();
	return ret;
}

/**
 * vgt_host_unregister() - stop sharing the GPUs
 *
 * Sleeps.
 */
void vgt_host_unregister(void)
{
	vgt_i915_detach();
}
