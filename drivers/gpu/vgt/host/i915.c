// SPDX-License-Identifier: GPL-2.0-only
/*
 * The mediator of i915's GPUs: i915 shares its GPUs with one at a time (intel_gvt_set_ops), by
 * what it exports in the namespace I915_GVT, and tells when it lets go of them.
 */
#include <linux/module.h>

#include "i915.h"
#include "intel_gvt.h"

static const struct vgt_host_client *vgt_client;

static LIST_HEAD(vgt_i915_hosts);
/* Protects the list of GPUs, and @left. Taken inside of i915's gvt mutex. */
static DEFINE_MUTEX(vgt_i915_lock);

/* i915 lets a mediator have a device. Under its own mutex. */
static int vgt_i915_init_device(struct drm_i915_private *i915)
{
	struct vgt_i915 *host;
	int ret;

	/* Others than ours are among those that i915 offers: Broxton. */
	if (!vgt_i915_platform(i915))
		return vgt_i915_unsupported(i915);
	host = vgt_i915_create(i915);
	if (IS_ERR(host))
		return PTR_ERR(host);

	/* Else i915 would not tell when it lets go of the device. */
	i915->gvt = (struct intel_gvt *)host;
	host->client = vgt_client;
	/* Before there can be users: no sleep of the host's may miss them. */
	ret = vgt_i915_sleep_init(host);
	if (ret)
		goto err_host;
	ret = host->client->added(&host->gpu);
	if (ret)
		goto err_sleep;
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
 * Once, by whoever comes first. Users are waited for, without a lock that another GPU's end,
 * or start, would wait for.
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
 * A driver is going to let go of a device. Where that is i915 it first waits until its GPU
 * idles, and only then tells its mediator: vGPUs have to be gone by then.
 */
static int vgt_i915_unbinds(struct notifier_block *nb, unsigned long action, void *data)
{
	struct vgt_i915 *host;

	if (action != BUS_NOTIFY_UNBIND_DRIVER)
		return NOTIFY_DONE;
	/* It stays meanwhile: the device's own lock is held, which its end takes, too. */
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
 * vgt_i915_attach() - have i915 tell of its GPUs
 * @client: told of them; GPUs that are there already are, before this returns
 *
 * Return: 0; -EBUSY where another mediator has them; -ENOMEM.
 */
int vgt_i915_attach(const struct vgt_host_client *client)
{
	int ret;

	vgt_client = client;
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
 * vgt_i915_detach() - no longer
 */
void vgt_i915_detach(void)
{
	intel_gvt_clear_ops(&vgt_i915_mediator);
	bus_unregister_notifier(&pci_bus_type, &vgt_i915_bus);
}
