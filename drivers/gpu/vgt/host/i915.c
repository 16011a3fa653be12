// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mediator of i915's GPUs. i915 shares its GPUs with one mediator at a time
 * (intel_gvt_set_ops), through its exports in the namespace I915_GVT. It reports to the mediator
 * when it lets go of a GPU.
 */
#include <linux/module.h>

#include "i915.h"
#include "intel_gvt.h"

static const struct vgt_host_client *vgt_client;

/* The last device that the client did not take, and why. Set under i915's gvt mutex. */
static struct {
	const struct drm_i915_private *i915;
	int ret;
} vgt_i915_refused;

static LIST_HEAD(vgt_i915_hosts);
/* Protects the list of GPUs, and @left. Taken inside of i915's gvt mutex. */
static DEFINE_MUTEX(vgt_i915_lock);

/* i915 offers a device to its mediator. Called under i915's own mutex. */
static int vgt_i915_init_device(struct drm_i915_private *i915)
{
	struct vgt_i915 *host;
	int ret;

	/* i915 also offers devices that vgt does not support: Broxton. */
	if (!vgt_i915_platform(i915))
		return vgt_i915_unsupported(i915);
	host = vgt_i915_create(i915);
	if (IS_ERR(host))
		return PTR_ERR(host);

	/* Otherwise i915 would not report that it lets go of the device. */
	i915->gvt = (struct intel_gvt *)host;
	host->client = vgt_client;
	/* Register before there are users: the host must not sleep without their being asked. */
	ret = vgt_i915_sleep_init(host);
	if (ret)
		goto err_host;
	ret = host->client->added(&host->gpu);
	if (ret) {
		vgt_i915_refused.i915 = i915;
		vgt_i915_refused.ret = ret;
		goto err_sleep;
	}
	mutex_lock(&vgt_i915_lock);
	list_add(&host->link, &vgt_i915_hosts);
	mutex_unlock(&vgt_i915_lock);
	return 0;

err_sleep:
	vgt_i915_sleep_fini(host);
err_host:
	i915->gvt = NULL;
	vgt_i915_destroy(host);
	return ret;
}

/*
 * Remove a GPU from the client. Only the first caller does it. Wait for its users without a lock
 * that the start or end of another GPU would wait for.
 */
static void vgt_i915_leave(struct vgt_i915 *host)
{
	bool first;

	mutex_lock(&vgt_i915_lock);
	first = !host->left;
	host->left = true;
	mutex_unlock(&vgt_i915_lock);
	if (!first) {
		wait_for_completion(&host->gone);
		return;
	}
	host->client->removed(&host->gpu);
	vgt_i915_sleep_fini(host);
	complete_all(&host->gone);
}

static struct vgt_i915 *vgt_i915_by_device(const struct device *dev)
{
	struct vgt_i915 *host, *found = NULL;

	mutex_lock(&vgt_i915_lock);
	list_for_each_entry(host, &vgt_i915_hosts, link)
		if (host->exported.dev == dev)
			found = host;
	mutex_unlock(&vgt_i915_lock);
	return found;
}

static void vgt_i915_clean_device(struct drm_i915_private *i915)
{
	struct vgt_i915 *host = (struct vgt_i915 *)i915->gvt;

	vgt_i915_leave(host);
	mutex_lock(&vgt_i915_lock);
	list_del(&host->link);
	mutex_unlock(&vgt_i915_lock);
	i915->gvt = NULL;
	vgt_i915_destroy(host);
}

static void vgt_i915_pm_resume(struct drm_i915_private *i915)
{
	struct vgt_i915 *host = (struct vgt_i915 *)i915->gvt;

	host->client->resumed(&host->gpu);
}

/*
 * A driver is about to let go of a device. i915 first waits until its GPU is idle, and only then
 * informs its mediator. So the vGPUs have to go now.
 */
static int vgt_i915_unbinds(struct notifier_block *nb, unsigned long action, void *data)
{
	struct vgt_i915 *host;

	if (action != BUS_NOTIFY_UNBIND_DRIVER)
		return NOTIFY_DONE;
	/* @host stays: the device's lock is held, and removing the GPU takes it, too. */
	host = vgt_i915_by_device(data);
	if (host)
		vgt_i915_leave(host);
	return NOTIFY_OK;
}

static struct notifier_block vgt_i915_bus = {
	.notifier_call = vgt_i915_unbinds,
};

static const struct intel_vgpu_ops vgt_i915_mediator = {
	.init_device = vgt_i915_init_device,
	.clean_device = vgt_i915_clean_device,
	.pm_resume = vgt_i915_pm_resume,
};

/**
 * vgt_i915_refusal() - tell why the client did not take a device that i915 offered
 * @i915: the device
 *
 * Return: the client's errno, which the log explains; 0 if it was not offered, or was taken.
 */
int vgt_i915_refusal(const struct drm_i915_private *i915)
{
	return vgt_i915_refused.i915 == i915 ? vgt_i915_refused.ret : 0;
}

/**
 * vgt_i915_attach() - register as i915's mediator
 * @client: the user of its GPUs. Existing GPUs are reported before this function returns
 *
 * Sleeps.
 *
 * Return: 0; -EBUSY if another mediator has them; -ENOMEM.
 */
int vgt_i915_attach(const struct vgt_host_client *client)
{
	int ret;

	vgt_client = client;
	vgt_i915_refused.i915 = NULL;
	ret = bus_register_notifier(&pci_bus_type, &vgt_i915_bus);
	if (ret)
		return ret;
	ret = intel_gvt_set_ops(&vgt_i915_mediator);
	if (ret) {
		bus_unregister_notifier(&pci_bus_type, &vgt_i915_bus);
		pr_err("vgt: another mediator has i915's GPU: unload it first (rmmod kvmgt)\n");
		return -EBUSY;
	}
	return 0;
}

/**
 * vgt_i915_detach() - unregister as i915's mediator
 *
 * Sleeps.
 */
void vgt_i915_detach(void)
{
	intel_gvt_clear_ops(&vgt_i915_mediator);
	bus_unregister_notifier(&pci_bus_type, &vgt_i915_bus);
}
